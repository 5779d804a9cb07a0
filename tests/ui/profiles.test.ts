import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { BUILT_IN_PROFILES, Profile } from '../../src/contract/profile.ts';
import { PROFILES_FOLDER } from '../../src/hosts/profile-store.ts';
import { button, downloaded, expectPass, field, fillIn } from './acts.ts';
import { expect } from './expect.ts';
import { mouse } from './hands.ts';
import { savedSettings, type UiBench } from './ui-bench.ts';
import { test } from './ui-test.ts';

/** What the editor shows no field for is the `$schema`. */
const OWN = {
  $schema: 'https://schemas.example/greenhouse.json',
  name: 'greenhouse',
  nvs: { partition: 'deviceprov', encryption: 'hmac', keys: { caUrl: 'ca' } },
  identity: { pskBytes: 16 },
  wifi: { dialect: 'detect', proof: 'accepted', onlyBy: 'partition' },
} as const;

test.describe('with the built-in profiles', () => {
  test.beforeEach(({ page }) => openProfiles(page));

  test('a built-in profile is copied, changed and saved; a board is provisioned with it', async ({
    page,
    bench,
  }) => {
    await expect(field(page, 'Namespace')).toBeDisabled();
    await expect(button(page, 'Save profile')).toBeHidden();
    await button(page, 'Duplicate').click();
    await expect(field(page, 'Name')).toBeFocused();
    await field(page, 'Name').fill('line-3');
    await field(page, 'Namespace').fill('greenhouse');
    await field(page, 'Certificate key').fill('');
    await field(page, 'PSK bytes').fill('16');
    await page.keyboard.press('Enter');
    await expect(news(page)).toHaveText('line-3 is saved.');
    await expect(field(page, 'Name')).toBeDisabled();
    await expect(button(page, 'Save profile')).toBeDisabled();
    const { spec } = BUILT_IN_PROFILES;
    expect(await profileOn(bench, 'line-3')).toEqual({
      ...spec,
      name: 'line-3',
      nvs: {
        ...spec?.nvs,
        namespace: 'greenhouse',
        keys: { ...spec?.nvs.keys, certificate: null },
      },
      identity: { ...spec?.identity, pskBytes: 16 },
    });

    await button(page, 'Workbench').click();
    await field(page, 'Profile').selectOption('line-3');
    await fillIn(page, mouse, bench);
    await button(page, 'Provision Device').click();
    await expectPass(page);
    expect(bench.ca.registrations()[0]?.psk).toHaveLength(32);
  });

  test('what was typed and not saved is still there after a look at another view', async ({
    page,
  }) => {
    await button(page, 'Duplicate').click();
    await field(page, 'Name').fill('line-3');
    await field(page, 'Namespace').fill('greenhouse');
    await page.keyboard.press('ControlOrMeta+3');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('History');
    await page.keyboard.press('ControlOrMeta+5');
    await expect(field(page, 'Name')).toHaveValue('line-3');
    await field(page, 'Namespace').press('Enter');
    await expect(news(page)).toHaveText('line-3 is saved.');
    await field(page, 'Namespace').fill('orchard');
    await page.keyboard.press('ControlOrMeta+1');
    await page.keyboard.press('ControlOrMeta+5');
    await expect(field(page, 'Namespace')).toHaveValue('orchard');
    await button(page, 'Discard changes').click();
    await expect(field(page, 'Namespace')).toHaveValue('greenhouse');
  });

  test('a wrong value is told by its field, and not saved', async ({ page, bench }) => {
    await button(page, 'Duplicate').click();
    await field(page, 'PSK bytes').fill('8');
    await expect(page.getByText('PSK bytes is 8; the least is 16')).toBeVisible();
    await expect(field(page, 'PSK bytes')).toHaveAttribute('aria-invalid', 'true');
    await expect(button(page, 'Save profile')).toBeDisabled();
    await page.keyboard.press('Enter');
    await field(page, 'PSK bytes').fill('16');
    await field(page, 'PSK key').fill('uuid');
    await expect(page.getByText('PSK key: "uuid" is the key of uuid already')).toBeVisible();
    await button(page, 'Discard changes').click();
    await expect(entries(page)).toHaveCount(Object.keys(BUILT_IN_PROFILES).length);
    await importFile(page, ' '.repeat(300_000)); // more than a page may send
    await expect(news(page)).toContainText('it is larger than 64 KB');
    expect(await readdir(bench.dataDir)).not.toContain(PROFILES_FOLDER);
  });

  test('a name that is taken is refused, and nothing is replaced', async ({ page }) => {
    await button(page, 'Duplicate').click();
    await field(page, 'Name').fill('zc');
    await button(page, 'Save profile').click();
    await expect(news(page)).toContainText('There is a profile of this name already');
    await expect(field(page, 'Name')).toHaveValue('zc');
  });

  test('a wrong file gets a message that names the field; the same file, mended, is brought in', async ({
    page,
    bench,
  }) => {
    await importFile(page, '{"name":"own","wifi":{"dialect":"at"}}');
    await expect(news(page)).toContainText('wifi.dialect is "at"; it must be one of spec-at');
    await importFile(page, '{"name":"own","nvs":{"nmespace":"own"}}');
    await expect(news(page)).toContainText('nvs has no field "nmespace"; there are namespace');
    await importFile(page, 'name: own');
    await expect(news(page)).toContainText('it is not JSON');
    expect(await readdir(bench.dataDir)).not.toContain(PROFILES_FOLDER);

    await importFile(page, '{"name":"own","nvs":{"namespace":"own"}}');
    await expect(news(page)).toHaveText('own is imported.');
    await expect(field(page, 'Namespace')).toHaveValue('own');
    expect(await profileOn(bench, 'own')).toEqual(
      Profile.parse({ name: 'own', nvs: { namespace: 'own' } }),
    );
  });
});

test.describe('with a profile of this bench', () => {
  test.use({ benchOptions: { profile: OWN, settings: () => ({}) } });
  test.beforeEach(({ page }) => openProfiles(page));

  test('one field is changed, all others stay, shown or not', async ({ page, bench }) => {
    await expect(field(page, 'Name')).toHaveValue(OWN.name);
    await expect(field(page, 'Encryption')).toHaveValue('hmac');
    await field(page, 'Address within, ms').fill('45000');
    await button(page, 'Save profile').click();
    await expect(news(page)).toHaveText('greenhouse is saved.');
    const wifi = { ...OWN.wifi, joinTimeoutMs: 45_000 };
    const text = await readFile(pathOn(bench, OWN.name), 'utf8');
    expect(JSON.parse(text)).toEqual(Profile.parse({ ...OWN, wifi }));
    await button(page, 'Workbench').click();
    await page.keyboard.press('ControlOrMeta+5');
    await expect(field(page, 'Address within, ms')).toHaveValue('45000');
  });

  test('what is exported is imported again as it was; the one at work is deleted, and spec is at work', async ({
    page,
    bench,
  }) => {
    await expect(field(page, 'Name')).toHaveValue(OWN.name);
    const text = await downloaded(page, () => button(page, 'Export…').click());
    expect(JSON.parse(text)).toEqual(Profile.parse(OWN));
    await importFile(page, text);
    await expect(news(page)).toContainText('There is a profile of this name already');

    await button(page, 'Delete…').click();
    await button(page, 'Keep it').click();
    await expect(entries(page).filter({ hasText: OWN.name })).toBeVisible();
    await button(page, 'Delete…').click();
    await button(page, 'Delete it').click();
    await expect(news(page)).toHaveText('greenhouse is deleted.');
    await expect(entries(page).filter({ hasText: OWN.name })).toBeHidden();
    expect(await readdir(join(bench.dataDir, PROFILES_FOLDER))).toEqual([]);
    await expect.poll(() => savedSettings(bench)).toContain('"profile": "spec"');

    await importFile(page, text);
    await expect(news(page)).toHaveText('greenhouse is imported.');
    expect(await profileOn(bench, OWN.name)).toEqual(Profile.parse(OWN));
  });
});

async function openProfiles(page: Page): Promise<void> {
  await button(page, 'Profiles').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Profiles');
}

function news(page: Page) {
  return page.getByRole('main').getByRole('status');
}

function entries(page: Page) {
  return page.getByRole('navigation', { name: 'Profiles' }).getByRole('button');
}

async function importFile(page: Page, text: string): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await button(page, 'Import…').click();
  const file = { name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(text) };
  await (await choosing).setFiles(file);
}

function pathOn({ dataDir }: UiBench, name: string): string {
  return join(dataDir, PROFILES_FOLDER, `${name}.json`);
}

/** As it lies in the data folder, without the schema for editors where that is the program's own. */
async function profileOn(bench: UiBench, name: string): Promise<Profile> {
  const { $schema, ...profile } = Profile.parse(
    JSON.parse(await readFile(pathOn(bench, name), 'utf8')),
  );
  return $schema === OWN.$schema ? { $schema, ...profile } : profile;
}
