import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import { expect, test } from 'vitest';

import { startBench } from './bench.ts';

const REGION = { offset: 0xa20000, size: 0x10000 };

test('the program killed between erasing and writing: the next start offers the partition as it was', async () => {
  await using bench = await startBench();
  const { failure } = await bench.provision({ confirmWifi: false });
  expect(failure).toBeUndefined();
  const { flash } = bench.device.board;
  const before = flash.read(REGION.offset, REGION.size);

  const script = resolve(import.meta.dirname, 'change-wifi-for-ever.ts');
  const child = spawn(process.execPath, [script, bench.dataDir, bench.device.url], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = flash.onChange(({ kind }) => {
    if (kind === 'erase') child.kill('SIGKILL');
  });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  stop();
  bench.device.server.cutConnection();
  flash.erase(REGION.offset, 0x1000); // whatever of it came through, this much is lost for certain

  const kept = await bench.provisioner.dispatch('prov:nvs-list-restores', {});
  expect(kept).toMatchObject({ ok: true, value: [REGION] });
  const port = bench.device.url;
  expect(await bench.provisioner.dispatch('prov:nvs-restore', { port })).toMatchObject({
    ok: true,
  });
  expect(flash.read(REGION.offset, REGION.size)).toEqual(before);
});
