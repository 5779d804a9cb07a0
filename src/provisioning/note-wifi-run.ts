import type { WifiRunStart } from '../contract/record-keeping.ts';
import type { DeviceRecord } from '../contract/record.ts';
import type { RunContext } from './run-context.ts';

/**
 * Makes it durable that this device is told another network, on the record that it has. A device that was provisioned
 * elsewhere has none, and is told all the same.
 */
export async function noteWifiRun(
  { request, tools, run }: RunContext,
  mac: string,
  kind: WifiRunStart['kind'],
): Promise<DeviceRecord | undefined> {
  const record = await tools.records.find(mac);
  if (!record || record.state === 'retired') {
    run.skip('save-record', 'this device is not on record');
    return undefined;
  }
  await run.step('save-record', async () => {
    const { runId } = run;
    await tools.records.beginWifiRun({
      runId,
      recordId: record.id,
      kind,
      ssid: request.wifi?.ssid ?? '',
    });
    run.keepIn({
      recordId: record.id,
      enter: (step, deviceState) => tools.records.enter(runId, step, deviceState),
    });
  });
  return record;
}
