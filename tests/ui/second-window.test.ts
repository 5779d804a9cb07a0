import { button, field } from './acts.ts';
import { expect } from './expect.ts';
import { test } from './ui-test.ts';

test('a second window is told that there is a first one, and takes over once that is closed', async ({
  page,
}) => {
  await expect(field(page, 'URL')).toBeEnabled();
  const second = await page.context().newPage();
  await second.goto(page.url());
  const banner = second.getByRole('alert').filter({ hasText: 'Open in another window' });
  await expect(banner).toBeVisible();
  await expect(second.getByText('The program was closed')).toBeHidden();
  await expect(field(second, 'URL')).toBeDisabled();
  await expect(field(page, 'URL')).toBeEnabled();

  await page.close();
  await button(second, 'Try again').click();
  await expect(field(second, 'URL')).toBeEnabled();
  await expect(banner).toBeHidden();
});
