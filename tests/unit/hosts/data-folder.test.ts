import { join } from 'node:path';

import { expect, test } from 'vitest';

import { defaultDataFolder } from '../../../src/hosts/data-folder.ts';

const HOME = join('/', 'home', 'operator');

test.each([
  ['linux', {}, join(HOME, '.local/share')],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data'],
  ['linux', { XDG_DATA_HOME: 'relative' }, join(HOME, '.local/share')],
  ['darwin', {}, join(HOME, 'Library/Application Support')],
  ['win32', {}, join(HOME, 'AppData/Roaming')],
  ['win32', { APPDATA: '/roaming' }, '/roaming'],
] as const)('records are where %s keeps data, with %j', (platform, env, base) => {
  expect(defaultDataFolder(platform, env, HOME)).toBe(join(base, 'esp32-provisioner'));
});
