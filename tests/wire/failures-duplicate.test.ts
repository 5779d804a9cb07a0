import { expect, onTestFinished, test } from 'vitest';

import {
  startVirtualEsp32,
  type StartVirtualEsp32Options,
} from '../../src/virtual-bench/virtual-esp32/start-virtual-esp32.ts';
import { startBench, WIFI } from './bench.ts';

const MAC = 'A0B1C2D3E4F5';
const OTHER_ID = '0F1E2D3C4B5A69788796A5B4C3D2E1F0';
const NOT_BURNT = '0'.repeat(32);
const OWN_UUID = '11111111-2222-4333-8444-555555555555';

/** Another board that has the MAC of the first one. */
async function plugDuplicate(options: StartVirtualEsp32Options) {
  const board = await startVirtualEsp32({ mac: MAC, wifi: WIFI, ...options });
  onTestFinished(() => board.close());
  return board;
}

async function startBenchWithOneOnRecord() {
  const bench = await startBench({ device: { mac: MAC } });
  onTestFinished(() => bench[Symbol.asyncDispose]());
  const { result } = await bench.provision();
  return { bench, first: result };
}

test.each([
  ['another unique ID', { uniqueId: OTHER_ID }, 'with the unique ID 0F1E2D3C…'],
  ['no unique ID burnt', { uniqueId: NOT_BURNT }, 'without a unique ID'],
  [
    'another unique ID in a chip of another kind',
    { chip: 'esp32c3', uniqueId: OTHER_ID },
    'this is an ESP32-C3 with the unique ID 0F1E2D3C…',
  ],
] as const)('F-14: the MAC of a board on record, with %s', async (_case, options, found) => {
  const { bench, first } = await startBenchWithOneOnRecord();
  const duplicate = await plugDuplicate(options);
  const before = Buffer.from(duplicate.board.flash.bytes);
  for (const run of [{}, { includeCredentials: false, ca: null }]) {
    const { failure } = await bench.provision({ port: duplicate.url, ...run });
    expect(failure).toMatchObject({
      step: 'read-mac',
      error: { code: 'mac-duplicate', title: 'Another board with this MAC is on record' },
      deviceState: 'untouched',
      recordId: null,
    });
    expect(failure?.error.hint).toContain('Set this board aside');
    expect(failure?.error.detail).toContain(`as ${first?.uuid ?? ''}, on an ESP32-S3 with`);
    expect(failure?.error.detail).toContain(found);
  }
  const detected = await bench.provisioner.dispatch('prov:detect-chip', { port: duplicate.url });
  expect(detected).toMatchObject({ ok: true, value: { record: { isOfOtherChip: true } } });
  expect(Buffer.compare(before, duplicate.board.flash.bytes)).toBe(0);
  expect(bench.ca.registrations()).toHaveLength(1);
});

test('F-14: the board on record itself is no duplicate, and keeps its identity', async () => {
  const { bench, first } = await startBenchWithOneOnRecord();
  const detected = await bench.provisioner.dispatch('prov:detect-chip', { port: bench.device.url });
  expect(detected).toMatchObject({ ok: true, value: { record: { isOfOtherChip: false } } });
  expect((await bench.provision()).result).toMatchObject({
    uuid: first?.uuid,
    recordId: first?.recordId,
  });
});

test('F-14: who gives the second board a UUID of its own may go on; the first one is the duplicate then', async () => {
  const { bench, first } = await startBenchWithOneOnRecord();
  const duplicate = await plugDuplicate({ uniqueId: OTHER_ID });
  const overrides = { uuid: first?.uuid };
  const same = await bench.provision({ port: duplicate.url, overrides });
  expect(same.failure?.error.code).toBe('mac-duplicate');

  const own = await bench.provision({ port: duplicate.url, overrides: { uuid: OWN_UUID } });
  expect(own.result).toMatchObject({ uuid: OWN_UUID });
  expect((await bench.provision()).failure?.error).toMatchObject({
    code: 'mac-duplicate',
    detail: expect.stringContaining(OWN_UUID) as unknown,
  });
});

test('F-14: a chip that has no unique ID to compare is taken for the one on record', async () => {
  const { bench, first } = await startBenchWithOneOnRecord();
  const other = await plugDuplicate({ chip: 'esp32' });
  expect((await bench.provision({ port: other.url })).result).toMatchObject({
    chip: 'esp32',
    uuid: first?.uuid,
  });
});

test('a record from before unique IDs were read learns the one of its board', async () => {
  const bench = await startBench({ device: { mac: MAC, uniqueId: NOT_BURNT } });
  onTestFinished(() => bench[Symbol.asyncDispose]());
  const { result } = await bench.provision();
  const later = await plugDuplicate({ uniqueId: OTHER_ID });
  expect((await bench.provision({ port: later.url })).result?.recordId).toBe(result?.recordId);
  const shown = await bench.provisioner.dispatch('prov:list-records', {});
  expect(shown).toMatchObject({ ok: true, value: [{ mac: MAC, uniqueId: OTHER_ID }] });
});
