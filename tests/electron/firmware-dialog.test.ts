import { join } from 'node:path';

import { expect, test } from 'vitest';

import { firmwareSet, writeFiles } from '../wire/firmware-set.ts';
import { temporaryFolder } from './desktop-bench.ts';
import { launchApp } from './double/launch-app.ts';

test('a firmware is chosen in the Open dialog; the page learns what it is, and no path', async () => {
  const { desk, host } = await launchApp();
  const folder = await temporaryFolder();
  await writeFiles(folder, firmwareSet('esp32s3', { appSize: 0x4000 }).files);
  desk.answerOpenDialog = () => join(folder, 'flasher_args.json');
  const reply = await host().invoke('prov:choose-firmware', {});
  expect(reply).toMatchObject({
    ok: true,
    value: {
      status: 'chosen',
      firmware: { name: 'flasher_args.json', builds: [{ chip: 'esp32s3' }] },
    },
  });
  expect(JSON.stringify(reply)).not.toContain(folder);
});

test('can be thought better of, and says which file cannot be used', async () => {
  const { desk, host } = await launchApp();
  expect(await host().invoke('prov:choose-firmware', {})).toMatchObject({
    value: { status: 'cancelled' },
  });
  desk.answerOpenDialog = () => '/nonexistent/app.bin';
  expect(await host().invoke('prov:choose-firmware', {})).toMatchObject({
    ok: false,
    error: { code: 'file-unreadable' },
  });
});
