import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { Settings } from '../../../src/contract/channels.ts';
import { composeForWindow, SETTINGS_FILE } from '../../../src/hosts/compose-for-window.ts';

test('what the form was told last is on the disk when the program has ended', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'window-'));
  onTestFinished(() => rm(dataDir, { recursive: true }));
  const noFiles = () => Promise.reject(new Error('no file is asked for'));
  const files = { saveFile: noFiles, openFile: noFiles, chooseFirmware: noFiles };
  const program = await composeForWindow({ dataDir }, () => undefined, files);
  const saved = program.dispatch('prov:set-settings', Settings.parse({ ssid: 'Line 7' }));
  await program[Symbol.asyncDispose]();
  const text = await readFile(join(dataDir, SETTINGS_FILE), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ ssid: 'Line 7' });
  expect(await saved).toMatchObject({ ok: true });
});
