import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { createPackage, extractAll, listPackage } from '@electron/asar';
import { FuseState } from '@electron/fuses/dist/constants.js';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from 'vitest';

import { buildWhenStale } from '../../src/hosts/build-when-stale.ts';
import { next, startDesktopBench, temporaryFolder } from './desktop-bench.ts';
import { launchMain } from './double/launch-app.ts';

const EXECUTABLE = 'esp32-provisioner-desktop';
/** What electron-builder looks for in Electron's binary: a text, a version, a length, then a character for each fuse. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES_AS_SHIPPED = '11100011';

/**
 * Packages as `npm run dist` does, with a stand-in for Electron's runtime, which is all that electron-builder would
 * load from the network here. Returns the folder of the unpacked app.
 */
async function packageApp(): Promise<string> {
  await buildWhenStale('app');
  const folder = await temporaryFolder();
  const electron = join(folder, 'electron');
  await mkdir(join(electron, 'resources'), { recursive: true });
  await mkdir(join(folder, 'default-app'));
  await writeFile(join(folder, 'default-app/main.js'), '');
  await createPackage(join(folder, 'default-app'), join(electron, 'resources/default_app.asar'));
  await writeFile(join(electron, 'version'), await electronVersion());
  await writeFile(
    join(electron, 'electron'),
    `stand-in ${FUSE_SENTINEL}\u0001\u0008${FUSES_AS_SHIPPED}`,
    { mode: 0o755 },
  );
  await promisify(execFile)(process.execPath, [
    'node_modules/electron-builder/cli.js',
    ...['--linux', 'dir', '--x64', '--publish', 'never'],
    `-c.electronDist=${electron}`,
    `-c.directories.output=${join(folder, 'packages')}`,
  ]);
  return join(folder, 'packages/linux-unpacked');
}

async function electronVersion(): Promise<string> {
  const text = await readFile('node_modules/electron/package.json', 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

test.runIf(process.platform === 'linux')(
  'a package holds what runs on its system, with its fuses blown, and starts from nothing else',
  async () => {
    const app = await packageApp();
    const archive = join(app, 'resources/app.asar');
    const files = listPackage(archive, { isPack: false });

    // 19: all seven differ from what Electron ships with.
    const { version, ...fuses } = await getCurrentFuseWire(join(app, EXECUTABLE));
    expect(version).toBe('1');
    expect(fuses).toMatchObject({
      [FuseV1Options.RunAsNode]: FuseState.DISABLE,
      [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
      [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
      [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
    });

    expect(files).toEqual(
      expect.arrayContaining([
        ...['/package.json', '/dist/main/main.js', '/dist/preload/preload.cjs'],
        '/dist/renderer/index.html',
      ]),
    );
    const compiled = files.filter((file) => file.endsWith('.node'));
    expect(compiled).toHaveLength(3); // the database, and the serial port for two C libraries
    expect(compiled.filter((file) => !file.includes('linux-x64'))).toEqual([]);
    const unwanted =
      /\.(tsx?|map|cpp|cc|h|gypi?|md|test\.js)$|^\/(src|tests|docs|scripts|embedded)\b/;
    expect(files.filter((file) => unwanted.test(file))).toEqual([]);

    // Compiled code cannot be loaded out of an archive, so it lies beside it.
    for (const file of compiled) {
      expect((await readFile(join(`${archive}.unpacked`, file))).length).toBeGreaterThan(10_000);
    }

    const alone = await temporaryFolder();
    extractAll(archive, alone);
    const { host } = await launchMain(join(alone, 'dist/main/main.js'));
    const { request } = await startDesktopBench();
    const passed = next(host(), 'prov:complete');
    await host().invoke('prov:provision-device', request);
    expect(await passed).toMatchObject({ mac: 'A0B1C2D3E4F5' });
  },
);

test('each system has its installers, and the pictures that they show', async () => {
  const config = await readFile('electron-builder.yml', 'utf8');
  for (const target of ['nsis', 'dmg', 'AppImage', 'deb']) expect(config).toContain(target);
  expect((await readFile('build/icon.ico')).readUInt32LE(0)).toBe(0x0001_0000);
  expect((await readFile('build/icon.icns')).toString('latin1', 0, 4)).toBe('icns');
  const largest = await readFile('build/icons/512x512.png');
  expect([largest.readUInt32BE(16), largest.readUInt32BE(20)]).toEqual([512, 512]);
});
