import type { Page } from '@playwright/test';

import type { ChosenFirmware } from '../../src/contract/channels.ts';
import type { Provisioned } from '../../src/contract/run.ts';
import { button, field, fold } from './acts.ts';
import { failure, PASSED, progressUntil, RUN } from './bench.ts';
import { expect } from './expect.ts';
import type { Answers, FakeHost } from './fake-host.ts';
import { fillPassword, log, runUntil, start } from './scripted-run.ts';

/** Outcomes and choices of a scripted program beyond the plain run. */

const FIRMWARE: ChosenFirmware = {
  id: 'firmware-1',
  name: 'flasher_args.json',
  sha256: '485ddb542b182238f1d7c44e0a4b8f6c3a0f5b86f7b3d1a2c4e6f80912345678',
  builds: [
    {
      chip: 'esp32s3',
      parts: [
        { name: 'bootloader/bootloader.bin', offset: 0x0, size: 0x5240 },
        { name: 'partition_table/partition-table.bin', offset: 0x8000, size: 0xc00 },
        { name: 'provisioning-app-with-a-long-name.bin', offset: 0x20000, size: 0xd8f30 },
      ],
    },
  ],
};

export const WITH_FIRMWARE: Partial<Answers> = {
  'prov:choose-firmware': () => ({ ok: true, value: { status: 'chosen', firmware: FIRMWARE } }),
};

/** Chooses the firmware of the script, and opens its parts and the partition check. */
export async function chooseFirmware(page: Page): Promise<void> {
  await fillPassword(page);
  await button(page, 'Detect').click();
  await page.getByText('A0:B1:C2:D3:E4:F5', { exact: true }).waitFor();
  await fold(page, 'Firmware').click();
  const choosing = page.waitForEvent('filechooser');
  await button(page, 'Choose .bin…').click();
  await (await choosing).setFiles({ name: 'app.bin', mimeType: 'x', buffer: Buffer.from('x') });
  await fold(page, '3 parts').click();
  await fold(page, 'Developer: partition check').click();
  await field(page, 'Write there even if it is no NVS partition').check();
}

/** While its pieces are written. */
export async function flashFirmware(page: Page, host: FakeHost): Promise<void> {
  await chooseFirmware(page);
  await start(page, host, progressUntil('make-identity', 0).slice(0, 3));
  host.emit('prov:progress', {
    runId: RUN,
    step: 'flash-firmware',
    status: 'running',
    fraction: 0.42,
    elapsedMs: 3_800,
    bytes: { done: 378_470, total: 901_120 },
  });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Flashing the firmware');
}

/** Written by a developer's override, with its firmware, and not seen on the network. */
const NOT_CONFIRMED: Provisioned = {
  ...PASSED,
  firmware: { name: FIRMWARE.name, sha256: FIRMWARE.sha256 },
  nvs: { offset: 0x300000, size: 0x10000, partition: null, overridden: true },
  wifi: { ssid: 'ProductionWiFi', status: 'accepted', ip: null, dialect: 'esp-at' },
  proofs: {
    ...PASSED.proofs,
    firmware: { status: 'passed', detail: 'written and verified, 901120 bytes' },
    wifi: { status: 'unconfirmed', detail: 'accepted by the firmware, no IP address reported' },
  },
  warnings: ['The settings lie at 0x300000, which is no NVS partition of this device.'],
};

/** Amber: all that was written is proved, the network is not. */
export async function notConfirmed(page: Page, host: FakeHost): Promise<void> {
  await runUntil(page, host, progressUntil('finish', 0));
  host.emit('prov:complete', NOT_CONFIRMED);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('NOT CONFIRMED');
}

/** Amber: the firmware answers nobody, so the run could not go on. */
export async function noConsole(page: Page, host: FakeHost): Promise<void> {
  await runUntil(page, host, progressUntil('configure-wifi', 0));
  log(host, 40);
  host.emit(
    'prov:error',
    failure('wifi-no-console', 'no answer to AT in 10 s', {
      step: 'configure-wifi',
      deviceState: 'running-unconfirmed',
      recordId: PASSED.recordId,
      registered: true,
    }),
  );
  await page.getByRole('button', { name: 'Try again' }).waitFor();
}
