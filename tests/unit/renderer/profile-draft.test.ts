import { expect, test } from 'vitest';

import { BUILT_IN_PROFILES, Profile } from '../../../src/contract/profile.ts';
import {
  draftOf,
  readDraft,
  type ProfileDraft,
} from '../../../src/renderer/profiles/profile-draft.ts';
import { PROFILE_FIELDS } from '../../../src/renderer/profiles/profile-fields.ts';

const SPEC = Profile.parse({ name: 'spec' });

const read = (change: Partial<ProfileDraft>) => readDraft({ ...draftOf(SPEC), ...change }, SPEC);

test.each(Object.values(BUILT_IN_PROFILES))(
  '$name comes out of the editor as it went in',
  (one) => {
    expect(readDraft(draftOf(one), one)).toEqual({ profile: one });
  },
);

test('the editor shows every field that a profile has', () => {
  const paths = leavesOf({
    ...SPEC,
    nvs: { ...SPEC.nvs, partition: 'nvs' },
    ca: { ...SPEC.ca, url: 'https://ca' },
  }).filter((path) => path !== 'ca.adapter'); // there is one only
  expect(PROFILE_FIELDS.map(({ path }) => path).toSorted()).toEqual(paths.toSorted());
});

test.each<[Partial<ProfileDraft>, string]>([
  [{ name: 'With Spaces' }, 'name'],
  [{ 'nvs.namespace': 'deviceprovisioning' }, 'nvs.namespace'],
  [{ 'nvs.offset': 'nvs' }, 'nvs.offset'],
  [{ 'nvs.keys.psk': 'uuid' }, 'nvs.keys.psk'],
  [{ 'identity.pskBytes': '8' }, 'identity.pskBytes'],
  [{ 'identity.pskBytes': 'many' }, 'identity.pskBytes'],
  [{ 'ca.url': 'ca.example' }, 'ca.url'],
  [{ 'serial.baud': '3' }, 'serial.baud'],
])('%o is refused at the field %s', (change, path) => {
  const result = read(change);
  expect('problems' in result && result.problems.map((problem) => problem.path)).toEqual([path]);
});

test('what is wrong is told with what was typed and what may stand there', () => {
  expect(read({ 'identity.pskBytes': '8', 'serial.baud': 'many' })).toEqual({
    problems: [
      { path: 'identity.pskBytes', message: ' is 8; the least is 16' },
      { path: 'serial.baud', message: ' is "many"; it must be a number' },
    ],
  });
});

test('what the editor does not show stays as it is', () => {
  const profile = { ...SPEC, $schema: 'https://schemas.example/profile.json' };
  const draft = { ...draftOf(profile), 'nvs.namespace': 'other' };
  expect(readDraft(draft, profile)).toEqual({
    profile: { ...profile, nvs: { ...SPEC.nvs, namespace: 'other' } },
  });
});

test('an emptied partition and CA are none', () => {
  const profile = Profile.parse({ name: 'x', nvs: { partition: 'p' }, ca: { url: 'https://ca' } });
  const draft = { ...draftOf(profile), 'nvs.partition': '', 'ca.url': '' };
  expect(readDraft(draft, profile)).toEqual({ profile: Profile.parse({ name: 'x' }) });
});

test('an empty key that may be left out is none, every other empty field is what is usual', () => {
  const result = read({ 'nvs.keys.certificate': '', 'nvs.keys.uuid': '', 'nvs.size': '' });
  expect(result).toMatchObject({
    profile: { nvs: { size: 0x10000, keys: { certificate: null, uuid: 'uuid' } } },
  });
});

function leavesOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null
      ? leavesOf(inner, `${prefix}${name}.`)
      : [`${prefix}${name}`],
  );
}
