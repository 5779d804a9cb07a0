import type { Provisioned } from '../contract/run.ts';
import type { DeviceRecord } from '../contract/record.ts';
import type { RunContext } from './run-context.ts';

/** What a run for Wi-Fi only says of the device: what its record knew before, and the network. */
export function wifiOnlyResult(
  { request: { profile }, run }: RunContext,
  facts: Pick<Provisioned, 'mac' | 'chip'> & {
    record: DeviceRecord | undefined;
    wifi: Provisioned['wifi'];
    /** performance.now() when it began. */
    began: number;
  },
): Omit<Provisioned, 'flashSize' | 'nvs' | 'proofs'> {
  const { record, wifi, began, ...device } = facts;
  return {
    ...device,
    runId: run.runId,
    recordId: record?.id ?? null,
    uuid: record?.uuid ?? null,
    pskFingerprint: record?.pskFingerprint ?? null,
    certificate: record?.certificate ?? null,
    certificateOnDevice: Boolean(record?.certificate) && profile.nvs.keys.certificate !== null,
    wifi,
    timings: { totalMs: performance.now() - began, steps: run.timings },
    firmware: null,
    warnings: record ? [] : ['This device is not on record here, so this run is noted nowhere.'],
  };
}
