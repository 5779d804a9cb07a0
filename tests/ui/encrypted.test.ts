import { decodeNvs } from '../../embedded/nvs_partition_gen/decode-nvs.ts';
import { deriveEncryptionKey } from '../../embedded/nvs_partition_gen/key-partition.ts';
import { button, expectPass, field, fillIn } from './acts.ts';
import { expect } from './expect.ts';
import { mouse } from './hands.ts';
import { savedSettings, UUID } from './ui-bench.ts';
import { test } from './ui-test.ts';

const HMAC_KEY = Uint8Array.from({ length: 32 }, (_, index) => 255 - 7 * index);
const TYPED = Buffer.from(HMAC_KEY).toString('hex');
const OTHER = TYPED.replace(/^../, '00');

test.describe('a board whose firmware reads its settings with an HMAC key', () => {
  test.use({
    benchOptions: {
      device: { security: { hmacKey: HMAC_KEY } },
      profile: { name: 'fused', nvs: { encryption: 'hmac' } },
      settings: () => ({}),
    },
  });

  test('its key is asked for, its settings are encrypted, and it is forgotten after PASS', async ({
    page,
    bench,
  }) => {
    await fillIn(page, mouse, bench);
    const key = field(page, 'NVS key');
    await expect(page.getByText('NVS key: Type the 64 hex digits')).toBeVisible();
    await expect(button(page, 'Provision Device')).toBeDisabled();
    await key.fill(`0x${TYPED}`);
    await key.blur();
    await expect(page.getByText('Delete the 0x at its beginning.').first()).toBeVisible();
    await key.fill(TYPED);
    await expect(key).toHaveAttribute('type', 'password');
    await button(page, 'Provision Device').click();
    await expectPass(page);

    const image = bench.device.board.flash.read(0xa20000, 0x10000);
    const { items } = decodeNvs(image, { encryptionKey: deriveEncryptionKey(HMAC_KEY) });
    const uuid = items.find((item) => item.key === 'uuid');
    expect(Buffer.from(uuid?.bytes ?? []).toString('latin1')).toBe(`${UUID}\0`);
    await button(page, 'Edit configuration').click();
    await expect(key).toHaveValue('');
    await expect.poll(() => savedSettings(bench)).toContain(bench.ca.url);
    expect(await savedSettings(bench)).not.toContain(TYPED);
    expect(await page.content()).not.toContain(TYPED);
  });

  test('the key of another board is found out before anything is written', async ({
    page,
    bench,
  }) => {
    await fillIn(page, mouse, bench);
    await field(page, 'NVS key').fill(TYPED);
    await button(page, 'Provision Device').click();
    await expectPass(page);
    await button(page, 'Edit configuration').click();
    await field(page, 'NVS key').fill(OTHER);
    await button(page, 'Provision Device').click();

    await expect(page.getByText('encryption-key-wrong').first()).toBeVisible();
    await expect(
      page.getByText('No record was made, and nothing was sent to the CA.'),
    ).toBeVisible();
    await button(page, 'Edit configuration').click();
    await field(page, 'NVS key').fill(TYPED);
    await button(page, 'Provision Device').click();
    await expectPass(page);
  });
});

test.describe('a profile without encryption', () => {
  test('asks for no key', async ({ page, bench }) => {
    await fillIn(page, mouse, bench);
    await expect(button(page, 'Provision Device')).toBeEnabled();
    await expect(field(page, 'NVS key')).toHaveCount(0);
  });
});
