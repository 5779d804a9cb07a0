import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { Provisioned } from '../contract/run.ts';
import { noteWifiRun } from './note-wifi-run.ts';
import { keepPartition } from './nvs/keep-partition.ts';
import { refusePendingRestore } from './nvs/refuse-pending-restore.ts';
import { CREDENTIALS_OFF, proofsOf } from './proofs.ts';
import type { RunContext } from './run-context.ts';
import { nvsTarget } from './steps/choose-region.ts';
import { configureWifi } from './steps/configure-wifi.ts';
import { connectDevice } from './steps/connect-device.ts';
import { findNvsCipher } from './steps/find-nvs-cipher.ts';
import { inspectDevice } from './steps/inspect-device.ts';
import { mergeWifi } from './steps/merge-wifi.ts';
import { readMac } from './steps/read-mac.ts';
import { readBack } from './steps/read-back.ts';
import { startFirmware } from './steps/start-firmware.ts';
import type { ConnectedDevice } from './tools.ts';
import { wifiOnlyResult } from './wifi-only-result.ts';

/**
 * The run without credentials, for firmware that is told its network by its NVS partition: reads the partition, changes
 * the two values in it, writes it and reads it back. Everything else in it stays equal in type and value. The partition
 * as it was is kept until the new one is proved, so power may fail at any moment.
 */
// eslint-disable-next-line max-lines-per-function -- one line a step, as in provisionDevice
export async function changeWifiInPartition(context: RunContext): Promise<Provisioned> {
  const { request, tools, run } = context;
  const { profile, wifi } = request;
  const began = performance.now();
  if (!wifi) throw new ProvisioningError('internal', 'neither an identity nor Wi-Fi');

  await using device = await connectDevice(context);
  run.follow(device.lost);
  const { mac } = await readMac(context, device);
  const { flashSize, place, key } = await run.step(
    'inspect',
    () => inspect(context, device),
    (found) => `${found.flashSize >> 20} MB flash, ${found.place.partition ?? 'no NVS partition'}`,
  );
  const { offset, size } = place;
  run.skip('make-identity', CREDENTIALS_OFF);
  const record = await noteWifiRun(context, mac, 'wifi-partition');
  run.skip('register', CREDENTIALS_OFF);

  const { before, image, note } = await run.step(
    'build-nvs',
    async (onFraction) => {
      const found = await device.read(offset, size, onFraction, run.signal);
      await refusePendingRestore(tools.records, { mac, offset, image: found });
      return { before: found, ...mergeWifi(tools.nvs, { image: found, key }, profile.nvs, wifi) };
    },
    (merged) => merged.note,
  );
  const isThere = Buffer.compare(before, image) === 0;
  if (isThere) run.skip('flash-nvs', note);
  else {
    await run.step(
      'flash-nvs',
      async (onFraction) => {
        await keepPartition(tools.records, { mac, chip: device.chip, offset, image: before });
        await device.write(offset, image, onFraction, run.signal);
      },
      () => `at 0x${offset.toString(16)}`,
    );
  }
  await run.step(
    'verify-nvs',
    async (onFraction) => {
      if (!isThere) await readBack(device, { bytes: image, offset }, onFraction, run.signal);
      if (record) await tools.records.changeWifi(record.id, { ssid: wifi.ssid, ip: null });
      await tools.records.dropPartition({ mac, offset });
    },
    () => `${size} of ${size} bytes equal`,
  );
  const banner = await startFirmware(context, device);
  const joined = await configureWifi(context, device, async (ip) => {
    if (record) await tools.records.changeWifi(record.id, { ssid: wifi.ssid, ip });
  });
  run.letGo();
  run.skip('finish', CREDENTIALS_OFF);

  const proofs = proofsOf({ written: undefined, certificate: undefined, banner, wifi: joined });
  return {
    ...wifiOnlyResult(context, { mac, chip: device.chip, record, wifi: joined, began }),
    flashSize,
    nvs: place,
    proofs: {
      ...proofs,
      image: { status: 'passed', detail: note },
      readBack: {
        status: 'passed',
        detail: `${size} of ${size} bytes equal at 0x${offset.toString(16)}`,
      },
    },
  };
}

/** Where the settings lie, and the key with which this device reads them. */
async function inspect({ request, tools, run }: RunContext, device: ConnectedDevice) {
  const want = { target: nvsTarget(request), wifi: true };
  const inspected = await inspectDevice(device, want, run.signal);
  const { encryption: scheme } = request.profile.nvs;
  const search = { ...inspected, scheme, given: request.nvsKey, security: inspected };
  const cipher = await findNvsCipher(device, tools, search, run.signal);
  if (cipher?.keyPartition) {
    throw new ProvisioningError('encryption-key-missing', 'no settings were encrypted on it yet');
  }
  return { ...inspected, key: cipher?.key };
}
