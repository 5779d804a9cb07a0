import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, onTestFinished, test } from 'vitest';

import { openPortRates } from '../../../src/hosts/port-rates-file.ts';

const PORT = '/dev/ttyUSB0';
const MORNING = '2026-11-26T07:00:00.000Z';

async function fileOf(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rates-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'ports.json');
}

test('a rate is remembered for a day, from when it was found out', async () => {
  const path = await fileOf();
  let clock = MORNING;
  const now = () => new Date(clock);
  await (await openPortRates(path, now)).remember(PORT, 230_400);

  const later = await openPortRates(path, now);
  clock = '2026-11-27T06:59:59.999Z';
  expect(later.rateOf(PORT)).toBe(230_400);
  await later.remember(PORT, 230_400); // that it still holds makes it no younger
  clock = '2026-11-27T07:00:00.000Z';
  expect(later.rateOf(PORT)).toBeUndefined();

  await later.remember(PORT, 230_400);
  expect(later.rateOf(PORT)).toBe(230_400);
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
    rates: { [PORT]: { baud: 230_400, since: clock } },
  });
});

test('a file of another form is not used, and replaced by what is found out', async () => {
  const path = await fileOf();
  await writeFile(path, JSON.stringify({ rates: { [PORT]: 230_400 } }));
  const rates = await openPortRates(path);
  expect(rates.rateOf(PORT)).toBeUndefined();
  await rates.remember(PORT, 460_800);
  expect((await openPortRates(path)).rateOf(PORT)).toBe(460_800);
});
