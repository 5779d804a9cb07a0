import { isConfidential, type NvsPlace } from '../contract/fields.ts';
import type { Proof, Provisioned, ProvisionRequest } from '../contract/run.ts';
import { inWords, type FlashedFirmware } from './steps/flash-firmware.ts';
import type { Registered } from './steps/register-device.ts';
import type { RecordedIdentity } from './tools.ts';

/** Why the proofs of the credentials are missing in a run for Wi-Fi only. */
export const CREDENTIALS_OFF = 'credentials are left as they are';

/** What a run that came to its end has proved. A proof that fails ends the run earlier, so none is listed as failed. */
export function proofsOf(run: {
  /** undefined where no firmware was chosen. */
  flashed?: FlashedFirmware | undefined;
  /** What was written and read back; undefined in a run for Wi-Fi only over the console. */
  written: { place: NvsPlace; keys: number; certificate: boolean } | undefined;
  certificate: Registered | undefined;
  banner: string;
  wifi: Pick<Provisioned['wifi'], 'status' | 'ip'>;
}): Provisioned['proofs'] {
  const { written, certificate, banner } = run;
  const wifi = wifiProof(run.wifi);
  if (!written) {
    const off = skipped(CREDENTIALS_OFF);
    return { record: off, certificate: off, image: off, readBack: off, boot: passed(banner), wifi };
  }
  const { place, keys } = written;
  const where = written.certificate ? 'no private key on the device' : 'in the record only';
  return {
    ...(run.flashed && { firmware: passed(inWords(run.flashed)) }),
    record: passed('on disk before anybody else heard of the device'),
    certificate: certificate
      ? passed(`${certificateInWords(certificate)}; ${where}`)
      : skipped('registration switched off'),
    image: passed(`${keys} keys parsed back from the image`),
    readBack: passed(
      `${place.size} of ${place.size} bytes equal at 0x${place.offset.toString(16)}`,
    ),
    boot: passed(banner),
    wifi,
  };
}

function certificateInWords({ validTo, caCertificate }: Registered): string {
  const signed = caCertificate === null ? 'no CA certificate given' : 'signed by its CA';
  return `for this UUID, until ${validTo.slice(0, 10)}, ${signed}`;
}

/** What a person should know although the run passed. */
export function warningsOf(
  { ca }: ProvisionRequest,
  found: { recorded: RecordedIdentity | undefined; overwritten: readonly string[] },
  certificate: Registered | undefined,
): string[] {
  const insecure = ca !== null && certificate?.registered === 'now' && !isConfidential(ca.url);
  return [
    ...before(found.recorded),
    ...found.overwritten,
    ...(insecure ? [`The PSK was sent to ${ca.url} without encryption.`] : []),
    ...(certificate?.warnings ?? []),
  ];
}

/** Two boards of a day with one record are one board that was plugged in twice. */
function before(recorded: RecordedIdentity | undefined): string[] {
  if (recorded?.state !== 'done') return [];
  return [`This device was provisioned before, on ${recorded.updatedAt.slice(0, 10)}.`];
}

function wifiProof({ status, ip }: Pick<Provisioned['wifi'], 'status' | 'ip'>): Proof {
  switch (status) {
    case 'connected':
      return passed(ip ?? '');
    case 'accepted':
      return { status: 'unconfirmed', detail: 'accepted by the firmware, no IP address reported' };
    case 'unconfirmed':
      return { status: 'unconfirmed', detail: 'written to NVS, the firmware does not answer' };
    case 'skipped':
      return skipped('Wi-Fi switched off');
  }
}

function passed(detail: string): Proof {
  return { status: 'passed', detail };
}

function skipped(detail: string): Proof {
  return { status: 'skipped', detail };
}
