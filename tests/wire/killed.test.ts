import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { expect, test } from 'vitest';

import { decodeNvs } from '../../embedded/nvs_partition_gen/decode-nvs.ts';
import { stepsOfRun } from '../../src/contract/run.ts';
import { startBench, type Bench } from './bench.ts';

const AFTER_THE_RECORD = stepsOfRun({}).indexOf('save-record');

/** Provisions in a process of its own that is killed as soon as `step` is done. */
async function killedAfter(step: string, { dataDir, device, ca }: Bench): Promise<void> {
  const pem = join(dataDir, 'ca.pem');
  await writeFile(pem, ca.caPem);
  const script = resolve(import.meta.dirname, 'run-until-killed.ts');
  const child = spawn(process.execPath, [script, dataDir, device.url, ca.url, pem, step], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect([code, signal]).toEqual([null, 'SIGKILL']);
}

async function recordsOf({ provisioner }: Bench) {
  const reply = await provisioner.dispatch('prov:list-records', {});
  if (!reply.ok) throw new Error(reply.error.detail);
  return reply.value;
}

function pskOnDevice({ device }: Bench): string | undefined {
  const { items } = decodeNvs(device.board.flash.read(0xa20000, 0x10000));
  const psk = items.find(({ key }) => key === 'psk');
  return psk && Buffer.from(psk.bytes).toString('latin1').slice(0, -1);
}

async function pskOnRecord({ provisioner }: Bench, id: string): Promise<string> {
  const reply = await provisioner.dispatch('prov:reveal-psk', { id });
  if (!reply.ok) throw new Error(reply.error.detail);
  return reply.value.psk;
}

test.each(stepsOfRun({}))(
  'killed after %s, then run again: same UUID, same PSK, one record, one registration',
  async (step) => {
    await using bench = await startBench();
    await killedAfter(step, bench);

    const [cutOff] = await recordsOf(bench);
    const kept = stepsOfRun({}).indexOf(step) >= AFTER_THE_RECORD;
    expect(cutOff?.runs[0]).toEqual(
      kept ? expect.objectContaining({ outcome: 'running' }) : undefined,
    );
    const psk = cutOff && (await pskOnRecord(bench, cutOff.id));

    const { result } = await bench.provision();

    const records = await recordsOf(bench);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ state: 'done', uuid: result?.uuid });
    if (cutOff) expect(result).toMatchObject({ recordId: cutOff.id, uuid: cutOff.uuid });
    const after = await pskOnRecord(bench, records[0]?.id ?? '');
    if (psk !== undefined) expect(after).toBe(psk);
    expect(pskOnDevice(bench)).toBe(after);
    expect(bench.ca.registrations()).toMatchObject([{ uuid: result?.uuid, psk: after }]);
  },
);
