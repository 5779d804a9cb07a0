import { expect, test } from 'vitest';

import { BUILT_IN_PROFILES, Profile } from '../../../src/contract/profile.ts';
import { ProvisionRequest } from '../../../src/contract/run.ts';
import { chooseRegion, nvsTarget } from '../../../src/provisioning/steps/choose-region.ts';
import type { Partition } from '../../../src/provisioning/tools.ts';

const FLASH = { flashSize: 4 << 20, partitions: table() };
const GAP = { offset: 0x30_0000, size: 0x1_0000 };

function table(): Partition[] {
  const row = (label: string, type: number, subtype: number, offset: number, size: number) => {
    return { label, type, subtype, offset, size, encrypted: false };
  };
  return [
    row('nvs', 1, 2, 0x9000, 0x6000),
    row('tiny', 1, 2, 0xf000, 0x1000),
    row('factory', 0, 0, 0x1_0000, 0x10_0000),
    row('prov', 1, 2, 0x20_0000, 0x1_0000),
    row('keys', 1, 4, 0x21_0000, 0x1000),
    row('storage', 1, 0x82, 0x22_0000, 0x1_0000),
    row('own', 0x40, 0, 0x24_0000, 0x1_0000),
  ];
}

test('by label: its place, as the table has it', () => {
  expect(chooseRegion({ partition: 'prov' }, FLASH)).toEqual({
    offset: 0x20_0000,
    size: 0x1_0000,
    partition: 'prov',
    overridden: false,
  });
});

test('by offset and size: the label of what lies there', () => {
  const target = { offset: 0x20_0000, size: 0x1_0000, override: true };
  expect(chooseRegion(target, FLASH)).toMatchObject({ partition: 'prov', overridden: false });
});

test.each([
  ['elsewhere', 'partition-not-found', /"elsewhere" was asked for.*nvs at 0x9000.*prov at/],
  ['factory', 'partition-not-found', /"factory" holds something else/],
  ['tiny', 'region-invalid', /tiny at 0xf000/],
])('the label %s: %s', (partition, code, detail) => {
  const found = refusalOf(() => chooseRegion({ partition }, FLASH));
  expect(found).toMatchObject({ code });
  expect(found.message).toMatch(detail);
});

test('a region that is no partition: refused, and written only where a developer says so', () => {
  expect(refusalOf(() => chooseRegion({ ...GAP, override: false }, FLASH))).toMatchObject({
    code: 'partition-mismatch',
  });
  const place = { ...GAP, partition: null, overridden: true };
  expect(chooseRegion({ ...GAP, override: true }, FLASH)).toEqual(place);
  expect(chooseRegion({ offset: 0x22_0000, size: 0x1_0000, override: true }, FLASH)).toMatchObject({
    overridden: true,
  });
});

test.each([
  ['the bootloader', 0, 0x3000],
  ['the partition table', 0x6000, 0x3000],
  ['the end of an app', 0x10_f000, 0x3000],
  ['the keys of NVS', 0x20_f000, 0x3000],
  ['what only the project knows', 0x23_f000, 0x3000],
])('no override opens %s', (_what, offset, size) => {
  expect(refusalOf(() => chooseRegion({ offset, size, override: true }, FLASH))).toMatchObject({
    code: 'region-protected',
  });
});

test('no override goes beyond the end of the flash', () => {
  const target = { offset: 0x3f_f000, size: 0x3000, override: true };
  expect(refusalOf(() => chooseRegion(target, FLASH))).toMatchObject({ code: 'flash-too-small' });
});

test('the request goes before the profile, and offset and size in it before the label of the profile', () => {
  const request = (changes: object) =>
    ProvisionRequest.parse({ port: 'x', ca: null, wifi: null, ...changes });
  const spec = BUILT_IN_PROFILES['spec'];
  const profile = Profile.parse({ name: 'p', nvs: { partition: 'prov' } });
  const strict = { override: false };
  expect(nvsTarget(request({}))).toEqual({
    offset: spec?.nvs.offset,
    size: spec?.nvs.size,
    ...strict,
  });
  expect(nvsTarget(request({ profile }))).toEqual({ partition: 'prov' });
  expect(nvsTarget(request({ profile, partition: 'nvs' }))).toEqual({ partition: 'nvs' });
  expect(nvsTarget(request({ profile, nvs: GAP }))).toEqual({ ...GAP, ...strict });
  const open = Profile.parse({ name: 'p', nvs: { overridePartitionCheck: true } });
  expect(nvsTarget(request({ profile: open }))).toMatchObject({ override: true });
  expect(nvsTarget(request({ profile: open, overridePartitionCheck: false }))).toMatchObject(
    strict,
  );
});

test('a label beside offset and size, or beside the override, is refused at the door', () => {
  const parse = (changes: object) =>
    ProvisionRequest.safeParse({ port: 'x', ca: null, wifi: null, partition: 'prov', ...changes });
  expect(parse({}).success).toBe(true);
  expect(parse({ nvs: GAP }).success).toBe(false);
  expect(parse({ overridePartitionCheck: true }).success).toBe(false);
});

function refusalOf(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was refused');
}
