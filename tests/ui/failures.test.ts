import { once } from 'node:events';
import { connect } from 'node:net';

import type { Page } from '@playwright/test';

import { startVirtualCa } from '../../src/virtual-bench/virtual-ca.ts';
import { button, expectPass, field, fillIn, fold } from './acts.ts';
import { expect } from './expect.ts';
import { mouse } from './hands.ts';
import { WIFI } from './ui-bench.ts';
import { test } from './ui-test.ts';

interface Verdict {
  title: string;
  /** What has become of the board. */
  state: string;
  /** What to do next. */
  act: string;
  code: string;
}

async function expectFail(page: Page, { title, state, act, code }: Verdict): Promise<void> {
  const main = page.getByRole('main');
  await expect(main.getByText('FAIL', { exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(main.getByText(state, { exact: true })).toBeVisible();
  await expect(main.getByRole('listitem').first().getByRole('heading')).toHaveText(act);
  await expect(main.getByText(`Code ${code}`)).toBeVisible();
}

const ON_RECORD = 'A record was made; the board was not changed';

test.beforeEach(async ({ page, bench }) => fillIn(page, mouse, bench));

test('unplugged while it is written: NVS is half written, and the next run completes it', async ({
  page,
  bench: { device, ca },
}) => {
  device.line.pullAtEndOfWriting();
  await button(page, 'Provision Device').click();
  await expectFail(page, {
    title: 'The device was unplugged',
    state: 'NVS is half written',
    act: 'Plug the board in',
    code: 'port-lost',
  });

  device.board.plugIn();
  await button(page, 'Try again').click();
  await expectPass(page);
  expect(ca.received()).toHaveLength(1);
});

test('wrong Wi-Fi password: all but Wi-Fi is done; it is corrected where it was typed', async ({
  page,
  bench,
}) => {
  await field(page, 'Password').fill('WrongPass123');
  await button(page, 'Provision Device').click();
  await expectFail(page, {
    title: 'The device could not join: the Wi-Fi password is wrong',
    state: 'The board is provisioned; only Wi-Fi is not confirmed',
    act: 'Correct the Wi-Fi password',
    code: 'wifi-wrong-password',
  });

  await button(page, 'Edit configuration').click();
  await field(page, 'Password').fill(WIFI.password);
  await button(page, 'Provision Device').click();
  await expectPass(page);
  expect(bench.ca.received()).toHaveLength(1);
});

test('a second board with the MAC of one on record is set aside, unless it gets a UUID of its own', async ({
  page,
  bench,
}) => {
  await button(page, 'Provision Device').click();
  await expectPass(page);
  await bench.plugNext({ uniqueId: '0F1E2D3C4B5A69788796A5B4C3D2E1F0' });
  await button(page, 'Provision next').click();
  await expectFail(page, {
    title: 'Another board with this MAC is on record',
    state: 'Nothing was changed',
    act: 'Set this board aside',
    code: 'mac-duplicate',
  });
  expect(bench.ca.received()).toHaveLength(1);

  await button(page, 'Edit configuration').click();
  await button(page, 'Detect').click();
  await expect(page.getByText('Another board with this MAC is on record')).toBeVisible();
  await fold(page, 'UUID and PSK').click();
  await field(page, 'UUID').fill('11111111-2222-4333-8444-555555555555');
  await button(page, 'Provision Device').click();
  await expectPass(page);
  expect(bench.ca.received()).toHaveLength(2);
});

test.describe('a CA without TLS on this computer', () => {
  test.use({ benchOptions: { ca: { tls: false } } });

  test('CA down: nothing has reached the board, and trying again keeps the identity', async ({
    page,
    bench,
  }) => {
    const port = Number(new URL(bench.ca.url).port);
    await bench.ca.close();
    await button(page, 'Provision Device').click();
    await expectFail(page, {
      title: 'The certificate authority cannot be reached',
      state: ON_RECORD,
      act: 'Test the CA',
      code: 'ca-unreachable',
    });

    await using ca = await startVirtualCa({ host: '127.0.0.1', port, tls: false, repeat: 'same' });
    await button(page, 'Try again').click();
    await expectPass(page);
    expect(ca.registrations()).toHaveLength(1);
  });
});

test('CA whom nobody trusts: it is told nothing, and the right URL is all that it takes', async ({
  page,
  bench,
}) => {
  await using stranger = await startVirtualCa({
    host: '127.0.0.1',
    port: 0,
    tls: true,
    repeat: 'same',
  });
  await field(page, 'URL').fill(stranger.url);
  await button(page, 'Provision Device').click();
  await expectFail(page, {
    title: 'The certificate authority cannot prove who it is',
    state: ON_RECORD,
    act: 'Correct the CA URL',
    code: 'ca-untrusted',
  });
  expect(stranger.received()).toEqual([]);

  await button(page, 'Edit configuration').click();
  await field(page, 'URL').fill(bench.ca.url);
  await button(page, 'Provision Device').click();
  await expectPass(page);
});

test('certificate for another device: it does not reach the board', async ({ page, bench }) => {
  bench.ca.failNext({ kind: 'certificate', flaw: 'wrong-uuid' });
  await button(page, 'Provision Device').click();
  await expectFail(page, {
    title: 'The CA answered with a certificate for a different device',
    state: ON_RECORD,
    act: 'Ask the CA administrator',
    code: 'certificate-wrong-device',
  });

  await button(page, 'Try again').click();
  await expectPass(page);
});

test('wrong offset: the partitions of the board are offered, and one of them is right', async ({
  page,
}) => {
  await field(page, 'Offset').fill('0x10000');
  await button(page, 'Provision Device').click();
  await expectFail(page, {
    title: 'The NVS offset and size are no NVS partition of this device',
    state: 'Nothing was changed',
    act: 'Choose the NVS partition',
    code: 'partition-mismatch',
  });

  await button(page, 'Edit configuration').click();
  await button(page, 'Detect').click();
  await expect(page.getByText('Not an NVS partition of this board.')).toBeVisible();
  await field(page, 'Partition').selectOption('prov_nvs, 0xA20000, 64 KiB');
  await expect(page.getByText('64 KiB, as in the partition table of this board.')).toBeVisible();
  await button(page, 'Provision Device').click();
  await expectPass(page);
});

test('port busy: nothing was changed, and the run goes once the other program has gone', async ({
  page,
  bench: { device },
}) => {
  const other = connect(device.server.port, '127.0.0.1');
  await once(other, 'connect');
  await expect.poll(() => device.server.inUse).toBe(true);
  await button(page, 'Provision Device').click();
  await expectFail(page, {
    title: 'The serial port is in use by another program',
    state: 'Nothing was changed',
    act: 'Close the other program',
    code: 'port-busy',
  });

  other.destroy();
  await expect.poll(() => device.server.inUse).toBe(false);
  await button(page, 'Try again').click();
  await expectPass(page);
});
