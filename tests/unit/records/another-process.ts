/**
 * A second process for durability.test.ts: has the records of a folder open, and begins a run for each MAC that it is
 * sent; or, told `until-it-fails`, begins runs until one is refused and prints them all.
 */
import { toWireError } from '../../../src/contract/provisioning-error.ts';
import type { RunStart } from '../../../src/contract/record-keeping.ts';
import type { RecordStore } from '../../../src/records/record-store.ts';
import { aRun, macOf, openRecords } from './bench.ts';

export interface Report {
  mac: string;
  recordId?: string;
  psk?: string;
  code?: string;
  detail?: string;
}

async function begin(
  records: RecordStore,
  start: Partial<RunStart> & { mac: string },
): Promise<Report> {
  const { mac } = start;
  const run = aRun(start);
  try {
    const { recordId } = await records.begin(run);
    return { mac, recordId, psk: run.psk.reveal() };
  } catch (error) {
    const { code, detail } = toWireError(error);
    return { mac, code, detail };
  }
}

const [folder = '', mode] = process.argv.slice(2);
const opening = openRecords(folder, { busyTimeoutMs: 60_000 });
if (mode === 'until-it-fails') {
  const records = await opening;
  const reports: Report[] = [];
  while (reports.at(-1)?.code === undefined) {
    reports.push(await begin(records, { mac: macOf(reports.length) }));
  }
  process.stdout.write(JSON.stringify(reports));
} else {
  process.on('message', (start: Partial<RunStart> & { mac: string }) => {
    void opening.then((records) => begin(records, start)).then((report) => process.send?.(report));
  });
}
