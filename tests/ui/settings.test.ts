import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { field, fillIn, fold } from './acts.ts';
import { expect } from './expect.ts';
import { mouse } from './hands.ts';
import { savedSettings, startUiBench, WIFI } from './ui-bench.ts';
import { test } from './ui-test.ts';

const PSK = '3f7a9c2e5b8d4f1a6c9e2b7d5f8a3c6e9b1d4f7a2c5e8b1d4f7a3c6e9b2d5f8a';
const TOKEN = 'token-of-this-bench';

test('the next start knows what was typed, but no secret', async ({ page, bench, browser }) => {
  await fillIn(page, mouse, bench);
  await fold(page, 'UUID and PSK').click();
  await field(page, 'PSK').fill(PSK);
  await fold(page, 'Token and certificate').click();
  await field(page, 'Token').fill(TOKEN);
  await field(page, 'Offset').fill('0x9000');
  await expect.poll(() => savedSettings(bench)).toContain('0x9000');
  for (const file of await readdir(bench.dataDir)) {
    const text = await readFile(join(bench.dataDir, file), 'latin1');
    for (const secret of [PSK, WIFI.password, TOKEN]) expect(text).not.toContain(secret);
  }

  await bench.closeProgram();
  await using next = await startUiBench({ dataDir: bench.dataDir });
  const nextPage = await browser.newPage();
  await nextPage.goto(next.link);
  await expect(field(nextPage, 'Port')).toHaveValue(bench.device.url);
  await expect(field(nextPage, 'SSID')).toHaveValue(WIFI.ssid);
  await expect(field(nextPage, 'Offset')).toHaveValue('0x9000');
  await expect(field(nextPage, 'PSK')).toHaveValue('');
  await expect(field(nextPage, 'Password')).toHaveValue('');
  await nextPage.close();
});
