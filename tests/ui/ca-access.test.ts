import { button, expectPass, field, fillIn, fold } from './acts.ts';
import { startVirtualCa } from '../../src/virtual-bench/virtual-ca.ts';
import { expect } from './expect.ts';
import { HANDS, mouse } from './hands.ts';
import { test } from './ui-test.ts';

const TOKEN = 'token-of-this-bench';

for (const hand of HANDS) {
  test(`${hand.name}: a CA of one's own, which wants a token`, async ({ page, bench }) => {
    await using own = await startVirtualCa({
      host: '127.0.0.1',
      port: 0,
      tls: true,
      repeat: 'same',
      token: TOKEN,
    });
    await fillIn(page, hand, bench);
    await hand.fill(field(page, 'URL'), own.url);
    await hand.press(button(page, 'Test'));
    await expect(page.getByText('The certificate authority cannot prove who it is')).toBeVisible();

    await hand.press(fold(page, 'Token and certificate'));
    const choosing = page.waitForEvent('filechooser');
    await hand.press(button(page, 'Choose file…'));
    const chooser = await choosing;
    await chooser.setFiles({
      name: 'bench-ca.pem',
      mimeType: 'application/x-pem-file',
      buffer: Buffer.from(own.caPem),
    });
    await expect(page.getByText(/^From bench-ca.pem, valid until/)).toBeVisible();
    await hand.press(button(page, 'Test'));
    await expect(page.getByText(/Reachable in .* trusted/)).toBeVisible();
    await hand.fill(field(page, 'Token'), TOKEN);
    await hand.press(button(page, 'Provision Device'));
    await expectPass(page);
    expect(own.registrations()).toHaveLength(1);
    expect(bench.ca.received()).toEqual([]);
  });
}

test('without its token the CA does not take the board; typed, it does', async ({
  page,
  bench,
}) => {
  await using own = await startVirtualCa({
    host: '127.0.0.1',
    port: 0,
    tls: false,
    repeat: 'same',
    token: TOKEN,
  });
  await fillIn(page, mouse, bench);
  await field(page, 'URL').fill(own.url);
  await button(page, 'Provision Device').click();
  await expect(page.getByText('Code ca-unauthorized')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Type the token' })).toBeVisible();

  await button(page, 'Edit configuration').click();
  await fold(page, 'Token and certificate').click();
  await field(page, 'Token').fill(TOKEN);
  await button(page, 'Provision Device').click();
  await expectPass(page);
});

test('a file without a certificate changes nothing and says what it should be', async ({
  page,
}) => {
  await fold(page, 'Token and certificate').click();
  const choosing = page.waitForEvent('filechooser');
  await button(page, 'Choose file…').click();
  const chooser = await choosing;
  await chooser.setFiles({ name: 'ca.der', mimeType: 'x', buffer: Buffer.from([0x30, 0x82]) });
  await expect(
    page.getByText('The file holds no usable CA certificate: it holds no'),
  ).toBeVisible();
  await expect(page.getByText('The CAs of this computer', { exact: true })).toBeVisible();
});
