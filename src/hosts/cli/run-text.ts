import { styleText } from 'node:util';

import { CHIPS } from '../../contract/chip.ts';
import type { ErrorCode, WireError } from '../../contract/errors.ts';
import {
  DEVICE_STATES,
  PROOFS,
  STEPS,
  type Proof,
  type Provisioned,
  type RunFailed,
} from '../../contract/run.ts';
import { verdictOfFailure, verdictOfResult, type Verdict } from '../../contract/verdict.ts';
import { duration } from './duration.ts';
import type { RunResult } from './run-view.ts';
import { safeText } from './safe-text.ts';

/** A run that passed, for people: what is on the device now, and what proves it. */
export function passedText(result: RunResult, unsaved?: WireError): string {
  const { mac, chip, firmware, flashSize, uuid, psk, pskFingerprint, nvs, wifi, recordId } = result;
  const facts: [name: string, value: string | null][] = [
    ['MAC', macWithColons(mac)],
    ['Chip', CHIPS[chip].title + (flashSize === null ? '' : `, ${flashSize >> 20} MB flash`)],
    ['Firmware', firmware && `${firmware.name}, SHA-256 ${firmware.sha256.slice(0, 16)}`],
    ['UUID', uuid],
    ['PSK', psk === '***' && pskFingerprint ? `*** (fingerprint ${pskFingerprint})` : psk],
    ['Certificate', certificatePlace(result)],
    ['NVS', nvs && `${placeOf(nvs)}, ${nvs.size} bytes`],
    ['Wi-Fi', wifiText(wifi)],
    ['Record', recordId],
  ];
  return [
    ...banner(...BANNERS[verdictOfResult(result)]),
    '',
    ...facts.flatMap(([name, value]) =>
      value === null ? [] : [`${name.padEnd(12)} ${safeText(value)}`],
    ),
    '',
    'Proofs',
    ...proofLines(result),
    '',
    `${duration(result.timings.totalMs)} in all.`,
    ...result.warnings.map((warning) => styleText('yellow', `Warning: ${safeText(warning)}`)),
    '',
    ...(unsaved ? [errorText(unsaved, 'The device passed and its record is kept.')] : []),
  ].join('\n');
}

const BANNERS: Readonly<Record<Verdict, Parameters<typeof banner>>> = {
  passed: ['PASS', 'green'],
  unconfirmed: ['NOT CONFIRMED', 'yellow'],
  failed: ['FAIL', 'red'],
  stopped: ['STOPPED', 'yellow'],
};

function wifiText({ ssid, status, ip, dialect }: RunResult['wifi']): string {
  const told = dialect === null ? '' : `, told in ${dialect}`;
  switch (status) {
    case 'connected':
      return `${ssid ?? ''}, IP address ${ip ?? ''}${told}`;
    case 'accepted':
      return `${ssid ?? ''}, accepted but not confirmed: no IP address was reported${told}`;
    case 'unconfirmed':
      return `${ssid ?? ''}, written to NVS but not confirmed: the firmware does not answer`;
    case 'skipped':
      return ssid === null ? 'skipped' : `${ssid}, on the device but not tried`;
  }
}

function certificatePlace({ certificate, certificateOnDevice }: RunResult): string {
  if (certificate === null) return 'none';
  return certificateOnDevice ? 'on the device and in the record' : 'in the record';
}

/** A run that failed or was stopped, for people: first what became of the device, then why, then what to do. */
export function failedText(failed: RunFailed): string {
  const { step, error, deviceState, recordId, registered } = failed;
  return [
    ...banner(...BANNERS[verdictOfFailure(failed)]),
    '',
    DEVICE_STATES[deviceState],
    `${error.title}${detailOf(error)}.`,
    error.hint,
    ...closerLook(error),
    '',
    `Code: ${error.code}`,
    ...(step === null ? [] : [`Step: ${STEPS[step].title}`]),
    ...(recordId === null ? [] : [`Record: ${recordId}`]),
    ...(registered ? ['The certificate authority has this device.'] : []),
    '',
  ].join('\n');
}

/** An error outside of a run. */
export function errorText(error: WireError, consequence: string): string {
  return [
    `${error.title}${detailOf(error)}.`,
    error.hint,
    ...closerLook(error),
    consequence,
    `Code: ${error.code}`,
    '',
  ].join('\n');
}

/** What the port doctor can tell more of. */
const PORT_TROUBLE: ReadonlySet<ErrorCode> = new Set([
  'port-not-found',
  'port-busy',
  'port-denied',
  'port-failed',
]);

function closerLook({ code }: WireError): string[] {
  return PORT_TROUBLE.has(code) ? ['The cause: esp32-provisioner doctor --port <port>'] : [];
}

/** `A0B1C2D3E4F5` as people write it: `A0:B1:C2:D3:E4:F5`. */
export function macWithColons(mac: string): string {
  return mac.replace(/..(?!$)/g, '$&:');
}

function placeOf({ partition, offset }: NonNullable<Provisioned['nvs']>): string {
  const address = `0x${offset.toString(16)}`;
  return partition === null ? address : `${partition} at ${address}`;
}

/** To be read from two metres away, and still one word for who searches the output for it. */
function banner(word: string, colour: 'green' | 'red' | 'yellow'): string[] {
  const paint = (text: string) => styleText(['bold', 'inverse', colour], text);
  const empty = ' '.repeat(word.length + 16);
  const middle = `${' '.repeat(8)}${word}${' '.repeat(8)}`;
  // Without colour the empty lines would be nothing but blanks.
  return paint(empty) === empty ? [word] : [paint(empty), paint(middle), paint(empty)];
}

function proofLines({ proofs }: Pick<Provisioned, 'proofs'>): string[] {
  const width = Math.max(...Object.values(PROOFS).map(({ length }) => length));
  const entries = Object.entries(proofs) as [keyof typeof PROOFS, Proof][]; // the schema's own keys
  return entries.map(([id, { status, detail }]) => {
    const title = PROOFS[id].padEnd(width);
    switch (status) {
      case 'passed':
        return `${styleText('green', '✔')} ${title}  ${safeText(detail)}`;
      case 'unconfirmed':
        return `${styleText('yellow', '?')} ${title}  not confirmed: ${safeText(detail)}`;
      case 'skipped':
        return `- ${title}  skipped: ${safeText(detail)}`;
    }
  });
}

function detailOf({ detail }: WireError): string {
  return detail === '' ? '' : `: ${safeText(detail).replace(/\.$/, '')}`;
}
