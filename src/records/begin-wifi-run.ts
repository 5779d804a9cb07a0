import type { WifiRunStart } from '../contract/record-keeping.ts';
import type { Change } from './write.ts';

/** A run for Wi-Fi only, on a record that is there. Where the network is kept, `changeWifi` says once it is known. */
export async function beginWifiRun(change: Change, start: WifiRunStart): Promise<void> {
  await change.transaction
    .insertInto('runs')
    .values({
      id: start.runId,
      sequence: change.sequence,
      record_id: start.recordId,
      kind: start.kind,
      ssid: start.ssid,
      ca_url: null,
      started_at: change.at,
      ended_at: null,
      outcome: 'running',
      step: 'save-record',
      device_state: 'untouched',
      error_code: null,
      timings: null,
    })
    .execute();
}
