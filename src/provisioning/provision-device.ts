import type { NvsPlace } from '../contract/fields.ts';
import type { FirmwareName, Provisioned } from '../contract/run.ts';
import { proofsOf, warningsOf } from './proofs.ts';
import type { RunContext } from './run-context.ts';
import { assertHolds, buildNvs, nvsEntries } from './steps/build-nvs.ts';
import { nvsTarget } from './steps/choose-region.ts';
import { findNvsCipher } from './steps/find-nvs-cipher.ts';
import { flashFirmware, inWords, type FlashedFirmware } from './steps/flash-firmware.ts';
import { configureWifi } from './steps/configure-wifi.ts';
import { connectDevice } from './steps/connect-device.ts';
import { inspectDevice } from './steps/inspect-device.ts';
import { makeIdentity } from './steps/make-identity.ts';
import { readMac, type ChipIdentity } from './steps/read-mac.ts';
import { certificateOnRecord, registerDevice, type Registered } from './steps/register-device.ts';
import { overwrittenWarnings } from './steps/overwritten-warnings.ts';
import { readBack } from './steps/read-back.ts';
import { startFirmware } from './steps/start-firmware.ts';
import type { ConnectedDevice, FirmwareForChip, Identity, RecordedIdentity } from './tools.ts';

/** The whole run, in the order in which it happens; STEPS says what each step leaves behind. */
// eslint-disable-next-line max-lines-per-function -- one line a step: cut in two, the order of a run would have to be searched
export async function provisionDevice(context: RunContext): Promise<Provisioned> {
  const { request, tools, run } = context;
  const { profile, wifi } = request;
  const began = performance.now();

  await using device = await connectDevice(context);
  run.follow(device.lost);
  const { mac, uniqueId } = await readMac(context, device);
  const { flashSize, place, firmware, cipher, overwritten } = await inspect(context, device);
  const flashed = firmware && (await flash(context, device, firmware));

  const { identity, recorded } = await run.step(
    'make-identity',
    () => findOrMakeIdentity(context, mac),
    ({ identity: { uuid }, recorded: known }) =>
      known?.uuid === uuid ? `${uuid}, on record` : uuid,
  );
  const record = await run.step('save-record', () =>
    beginRecord(context, {
      mac,
      uniqueId,
      chip: device.chip,
      identity,
      recorded,
      place,
      firmware,
    }),
  );
  const certificate = await register(context, { device, mac, identity, recorded });

  const entries = nvsEntries(profile.nvs, identity, certificate, {
    wifi,
    caUrl: request.ca?.url ?? profile.ca.url,
  });
  const keys = cipher?.keyPartition;
  const certificateOnDevice = certificate !== undefined && profile.nvs.keys.certificate !== null;
  const image = await run.step(
    'build-nvs',
    () => buildNvs(tools.nvs, profile.nvs.namespace, entries, { ...place, key: cipher?.key }),
    ({ length }) => `${length} bytes, ${Object.keys(entries).length} keys`,
  );
  await run.step(
    'flash-nvs',
    async (onFraction) => {
      // First, so that there is no moment at which the settings lie there without the key that opens them.
      if (keys) await device.write(keys.offset, keys.image, () => onFraction(0), run.signal);
      await device.write(place.offset, image, onFraction, run.signal);
    },
    () =>
      `at 0x${place.offset.toString(16)}${keys ? `, with its key at 0x${keys.offset.toString(16)}` : ''}`,
  );
  await run.step(
    'verify-nvs',
    async (onFraction) => {
      const written = { bytes: image, offset: place.offset };
      const found = await readBack(device, written, onFraction, run.signal);
      if (keys) {
        const key = { bytes: keys.image, offset: keys.offset };
        await readBack(device, key, () => undefined, run.signal);
      }
      assertHolds(
        tools.nvs,
        { bytes: found, key: cipher?.key },
        profile.nvs.namespace,
        entries,
        'verify-failed',
      );
      await tools.records.advance(record.recordId, 'verified');
      // Whatever a write that was cut off has left behind is written over now.
      await tools.records.dropPartition({ mac, offset: place.offset });
    },
    () => `${place.size} of ${place.size} bytes equal`,
  );
  const banner = await startFirmware(context, device);
  const joined = await configureWifi(context, device, (ip) =>
    tools.records.advance(record.recordId, 'connected', { ip }),
  );
  run.letGo();
  await run.step('finish', () => tools.records.advance(record.recordId, 'done'));

  return {
    runId: run.runId,
    ...record,
    mac,
    chip: device.chip,
    flashSize,
    uuid: identity.uuid,
    certificate: certificate?.certificate ?? null,
    certificateOnDevice,
    nvs: place,
    wifi: joined,
    proofs: proofsOf({
      flashed,
      written: { place, keys: Object.keys(entries).length, certificate: certificateOnDevice },
      certificate,
      banner,
      wifi: joined,
    }),
    timings: { totalMs: performance.now() - began, steps: run.timings },
    firmware: firmware ? nameOf(firmware) : null,
    warnings: warningsOf(request, { recorded, overwritten }, certificate),
  };
}

async function inspect({ request, tools, run }: RunContext, device: ConnectedDevice) {
  return run.step(
    'inspect',
    async () => {
      const chosen = request.firmware;
      const firmware = chosen === undefined ? undefined : tools.firmware.take(chosen, device);
      const want = { target: nvsTarget(request), wifi: request.wifi !== null, firmware };
      const inspected = await inspectDevice(device, want, run.signal);
      const { encryption: scheme } = request.profile.nvs;
      const search = { ...inspected, scheme, given: request.nvsKey, security: inspected };
      const cipher = await findNvsCipher(device, tools, search, run.signal);
      return {
        ...inspected,
        cipher,
        overwritten: overwrittenWarnings(inspected),
        firmware: firmware && { ...firmware, parts: inspected.parts },
      };
    },
    (found) => `${found.flashSize >> 20} MB flash, ${found.place.partition ?? 'no NVS partition'}`,
  );
}

/** The firmware, before the identity: what fails here leaves nothing behind but a firmware. */
function flash(
  { run }: RunContext,
  device: ConnectedDevice,
  { parts }: Pick<FirmwareForChip, 'parts'>,
): Promise<FlashedFirmware> {
  return run.step(
    'flash-firmware',
    (onFraction) => flashFirmware(device, parts, onFraction, run.signal),
    inWords,
  );
}

/** What goes with the MAC on record, or what was asked for instead. */
async function findOrMakeIdentity({ request, tools, redactor }: RunContext, mac: string) {
  const recorded = await tools.records.findIdentity(mac);
  const identity = makeIdentity(mac, request.profile.identity, recorded, request.overrides);
  redactor.hide(identity.psk);
  return { identity, recorded };
}

/** From here on the identity is durable, and so is each step that the run enters. */
async function beginRecord(
  { request, tools, run }: RunContext,
  device: Pick<Provisioned, 'chip'> &
    ChipIdentity & {
      identity: Identity;
      recorded: RecordedIdentity | undefined;
      place: NvsPlace;
      firmware: FirmwareName | undefined;
    },
): Promise<{ recordId: string; pskFingerprint: string }> {
  const { mac, uniqueId, chip, identity, recorded, place, firmware } = device;
  const begun = await tools.records.begin({
    ...identity,
    runId: run.runId,
    replaces: recorded?.recordId ?? null,
    mac,
    uniqueId,
    chip,
    profile: request.profile.name,
    caUrl: request.ca?.url ?? null,
    nvs: place,
    firmware: firmware ? nameOf(firmware) : null,
    ssid: request.wifi?.ssid ?? null,
  });
  run.keepIn({
    recordId: begun.recordId,
    enter: (step, deviceState) => tools.records.enter(run.runId, step, deviceState),
  });
  return begun;
}

async function register(
  { request, tools, run }: RunContext,
  known: {
    device: ConnectedDevice;
    mac: string;
    identity: Identity;
    recorded: RecordedIdentity | undefined;
  },
): Promise<Registered | undefined> {
  const { ca, profile } = request;
  const { device, mac, identity, recorded } = known;
  if (!ca) {
    // A new image replaces the old one whole: left out here, the certificate would be gone from the device.
    const kept = certificateOnRecord(identity, recorded, tools.ca);
    run.skip('register', kept ? 'switched off; the certificate on record stays' : 'switched off');
    return kept;
  }
  const { timeoutMs } = profile.ca;
  return run.step(
    'register',
    async () => {
      const registered = await registerDevice(
        { ...identity, mac, chip: device.chip },
        { ca, timeoutMs, recorded },
        tools.ca,
        run.signal,
      );
      const { certificate, caCertificate } = registered;
      if (run.record) {
        const facts = { certificate: { certificate, caCertificate } };
        await tools.records.advance(run.record.recordId, 'registered', facts);
      }
      return registered;
    },
    ({ registered, validTo }) =>
      `${registered === 'now' ? 'certificate' : 'certificate on record'} until ${validTo.slice(0, 10)}`,
  );
}

function nameOf({ name, sha256 }: FirmwareName): FirmwareName {
  return { name, sha256 };
}
