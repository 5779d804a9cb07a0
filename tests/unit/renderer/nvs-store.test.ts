import { expect, test } from 'vitest';

import { wireError } from '../../../src/contract/errors.ts';
import { withEdit } from '../../../src/renderer/nvs/nvs-edits.ts';
import { createNvsStore } from '../../../src/renderer/stores/nvs-store.ts';
import { DIFFERENCE, PARTITION } from './partition.ts';
import { ok, Program } from './program.ts';

const DEVICE = { port: 'COM3', before: 'default-reset', baud: 921_600 } as const;
const EDIT = {
  action: 'set',
  namespace: 'deviceprovision',
  key: 'wifi_ssid',
  type: 'string',
  value: 'Line 6',
} as const;

type Replies = ConstructorParameters<typeof Program>[0];

const WORKING: Replies = {
  'prov:nvs-show': () => ok({ ...PARTITION, entries: [...PARTITION.entries] }),
  'prov:nvs-show-again': () => ok({ ...PARTITION, entries: [...PARTITION.entries] }),
  'prov:nvs-diff': () => ok(DIFFERENCE),
  'prov:nvs-set': () => ok(DIFFERENCE),
  'prov:nvs-compare': () => ok(DIFFERENCE),
  'prov:nvs-list-restores': () => ok([]),
};

async function opened(replies: Replies = {}) {
  const program = new Program({ ...WORKING, ...replies });
  const nvs = createNvsStore(program);
  await nvs.read(DEVICE, () => Promise.resolve({ partition: PARTITION.partition }));
  await nvs.edit(() => [EDIT]);
  return { nvs, program };
}

const failing = (code: Parameters<typeof wireError>[0]) => () =>
  Promise.resolve({ ok: false, error: wireError(code, '') } as const);

test('the partition that was found is read by its place', async () => {
  const { nvs, program } = await opened();
  expect(program.payloads('prov:nvs-show')).toEqual([
    { ...DEVICE, partition: { offset: 0xa20000, size: 0x10000 } },
  ]);
  expect(nvs.getState()).toMatchObject({ phase: 'open', difference: DIFFERENCE });
});

test('an edit that the program refuses is not taken over', async () => {
  const { nvs } = await opened({ 'prov:nvs-diff': failing('nvs-value-invalid') });
  expect(await nvs.edit(() => [EDIT])).toMatchObject({ code: 'nvs-value-invalid' });
  expect(nvs.getState()).toMatchObject({ edits: [], difference: null });
});

test('two changes at once are both taken, one after the other', async () => {
  const { nvs } = await opened();
  const remove = { action: 'remove', namespace: 'deviceprovision', key: 'device_id' } as const;
  const other = { ...remove, key: 'psk' };
  await Promise.all([remove, other].map((one) => nvs.edit((edits) => withEdit(edits, one))));
  expect(nvs.getState()).toMatchObject({ edits: [EDIT, remove, other] });
});

test('after writing the partition is read once more, and compared with what was promised', async () => {
  const { nvs, program } = await opened();
  await nvs.write();
  expect(program.payloads('prov:nvs-show-again')).toEqual([{ snapshot: PARTITION.snapshot }]);
  expect(nvs.getState()).toMatchObject({
    edits: [],
    writing: { state: 'written', keys: 3, stays: 2, others: 0 },
  });
});

test('what the firmware has changed since is not passed off as promised', async () => {
  const more = { ...PARTITION.entries[1], before: null, after: { bytes: 1, value: '' } };
  const since = { ...DIFFERENCE, changes: [...DIFFERENCE.changes, more as never] };
  const { nvs } = await opened({ 'prov:nvs-compare': () => ok(since) });
  await nvs.write();
  expect(nvs.getState()).toMatchObject({ writing: { state: 'written', others: 1 } });
});

const KEPT = {
  mac: PARTITION.mac,
  chip: 'esp32s3',
  offset: 0xa20000,
  size: 0x10000,
  savedAt: '2026-11-25T12:00:00.000Z',
} as const;

test.each([
  ['nothing is kept', [], false],
  ['the partition is kept', [KEPT], true],
  ['that of another device is kept', [{ ...KEPT, mac: 'A0B1C2D3E400' }], false],
])('a write that fails: %s', async (_case, kept, touched) => {
  const { nvs } = await opened({
    'prov:nvs-set': failing('port-lost'),
    'prov:nvs-list-restores': () => ok(kept),
  });
  await nvs.write();
  expect(nvs.getState()).toMatchObject({
    edits: [EDIT],
    writing: { state: 'failed', error: { code: 'port-lost' }, touched },
  });
});

test('what is read for a port that is no longer chosen is not shown', async () => {
  const { promise, resolve } = Promise.withResolvers<null>();
  const nvs = createNvsStore(
    new Program({
      ...WORKING,
      'prov:nvs-show': async () => {
        await promise;
        return { ok: true, value: PARTITION };
      },
    }),
  );
  const reading = nvs.read(DEVICE, () => Promise.resolve({ partition: PARTITION.partition }));
  nvs.close();
  resolve(null);
  await reading;
  expect(nvs.getState()).toEqual({ phase: 'empty' });
});
