import { expect, test } from 'vitest';

import { nvsGroups } from '../../../src/renderer/nvs/nvs-rows.ts';
import { DIFFERENCE, PARTITION } from './partition.ts';

const OWN = 'deviceprovision';

test("the profile's own namespace comes first, then those of the firmware", () => {
  const groups = nvsGroups(PARTITION, null, OWN);
  expect(groups.map(({ namespace, own, rows }) => [namespace, own, rows.length])).toEqual([
    [OWN, true, 3],
    ['app', false, 1],
  ]);
  expect(groups.flatMap(({ rows }) => rows.map(({ change }) => change))).toEqual(
    Array.from({ length: 4 }, () => 'stays'),
  );
});

test('what changes comes first in its namespace, and the rest stays as it is', () => {
  const rows = nvsGroups(PARTITION, DIFFERENCE, OWN).flatMap((group) => group.rows);
  expect(rows.map(({ key, change }) => [key, change])).toEqual([
    ['wifi_password', 'added'],
    ['wifi_ssid', 'changes'],
    ['uuid', 'stays'],
    ['psk', 'stays'],
    ['boots', 'removed'],
  ]);
  expect(rows.find(({ key }) => key === 'wifi_ssid')).toMatchObject({
    before: { value: 'Line' },
    after: { value: 'Line 6' },
  });
});

test('a key whose type changes is two rows: the old type goes, the new one comes', () => {
  const name = { namespace: 'app', key: 'boots', secret: false };
  const changes = [
    { ...name, type: 'u32', before: { bytes: 4, value: '41' }, after: null } as const,
    { ...name, type: 'u8', before: null, after: { bytes: 1, value: '41' } } as const,
  ];
  const groups = nvsGroups(PARTITION, { ...DIFFERENCE, changes: [...changes] }, OWN);
  const rows = groups.find(({ namespace }) => namespace === 'app')?.rows;
  expect(rows?.map(({ type, change }) => [type, change])).toEqual([
    ['u8', 'added'],
    ['u32', 'removed'],
  ]);
});

test('a key in a new namespace makes a group of its own', () => {
  const change = {
    namespace: 'fresh',
    key: 'one',
    type: 'u8',
    secret: false,
    before: null,
    after: { bytes: 1, value: '1' },
  } as const;
  const difference = { ...DIFFERENCE, namespacesAdded: ['fresh'], changes: [change] };
  expect(nvsGroups(PARTITION, difference, OWN).map(({ namespace }) => namespace)).toContain(
    'fresh',
  );
});
