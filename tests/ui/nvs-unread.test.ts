import { test } from '@playwright/test';

import { wireError } from '../../src/contract/errors.ts';
import { button } from './acts.ts';
import { answers } from './bench.ts';
import { expect } from './expect.ts';
import { startFakeHost } from './fake-host.ts';

test('a partition that was not read: what it was, what became of the board, what to do', async ({
  page,
}) => {
  const error = wireError('port-lost', '/dev/ttyUSB0');
  await using host = await startFakeHost(
    answers({ 'prov:nvs-show': () => ({ ok: false, error }) }),
  );
  await page.goto(host.url);
  await button(page, 'NVS').click();
  const partitions = page.getByRole('combobox', { name: 'Partition' });
  await expect(partitions).toBeHidden(); // nothing to choose from yet
  await button(page, 'Read NVS').click();
  await expect(page.getByRole('heading', { name: error.title })).toBeVisible();
  const main = page.getByRole('main');
  await expect(main).toContainText('Nothing was changed');
  await expect(main).not.toContainText('identity'); // nobody has lost one by reading
  await expect(main.getByRole('listitem').first()).toContainText('Plug the board in');
  await expect(main).toContainText('Code port-lost');
  await expect(page.getByText('Reading changes nothing.')).toHaveCount(1);
  await expect(partitions).toBeEnabled();
});
