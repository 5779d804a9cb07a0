import type { Provisioned, StepId } from '../contract/run.ts';
import { noteWifiRun } from './note-wifi-run.ts';
import { CREDENTIALS_OFF, proofsOf } from './proofs.ts';
import type { RunContext } from './run-context.ts';
import { configureWifi } from './steps/configure-wifi.ts';
import { connectDevice } from './steps/connect-device.ts';
import { readMac } from './steps/read-mac.ts';
import { startFirmware } from './steps/start-firmware.ts';
import { wifiOnlyResult } from './wifi-only-result.ts';

const AS_THEY_ARE: readonly StepId[] = ['register', 'build-nvs', 'flash-nvs', 'verify-nvs'];

/**
 * The run without credentials: tells the firmware another network over the serial dialogue, and touches nothing in
 * flash. The record of the device notes the run and the network.
 */
export async function changeWifi(context: RunContext): Promise<Provisioned> {
  const { request, tools, run } = context;
  const began = performance.now();

  await using device = await connectDevice(context);
  run.follow(device.lost);
  const { mac } = await readMac(context, device);
  run.skip('inspect', CREDENTIALS_OFF);
  run.skip('make-identity', CREDENTIALS_OFF);
  const record = await noteWifiRun(context, mac, 'wifi-dialogue');
  for (const step of AS_THEY_ARE) run.skip(step, CREDENTIALS_OFF);

  const banner = await startFirmware(context, device);
  const joined = await configureWifi(context, device, async (ip) => {
    const ssid = request.wifi?.ssid;
    if (record && ssid !== undefined) {
      await tools.records.changeWifi(record.id, { ssid, ip });
    }
  });
  // Firmware that took the network without an address to show has left the old one.
  if (record && joined.status === 'accepted' && joined.ssid !== null) {
    await tools.records.changeWifi(record.id, { ssid: joined.ssid, ip: null });
  }
  run.letGo();
  run.skip('finish', CREDENTIALS_OFF);
  const proofs = proofsOf({ written: undefined, certificate: undefined, banner, wifi: joined });
  return {
    ...wifiOnlyResult(context, { mac, chip: device.chip, record, wifi: joined, began }),
    flashSize: null,
    nvs: null,
    proofs,
  };
}
