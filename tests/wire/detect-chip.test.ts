import { describe, expect, test } from 'vitest';

import { ChipName } from '../../src/contract/chip.ts';
import { startBench, stepsOf } from './bench.ts';

/** As esptool-js names these chips, and esptool their revisions. */
const DESCRIPTIONS: Record<ChipName, string> = {
  esp32: 'ESP32-D0WDQ6-V3 (revision v3.0)',
  esp32s2: 'ESP32-S2 (revision v1.0)',
  esp32s3: 'ESP32-S3 (QFN56) (revision v0.2)',
  esp32c2: 'ESP32-C2 (revision v1.0)',
  esp32c3: 'ESP32-C3 (QFN32) (revision v0.4)',
  esp32c5: 'ESP32-C5 (revision v1.0)',
  esp32c6: 'ESP32-C6 (revision v0.2)',
  esp32c61: 'ESP32-C61 (revision v1.0)',
  esp32h2: 'ESP32-H2 (revision v0.1)',
  esp32p4: 'ESP32-P4 (revision v1.3)',
};

describe.each(ChipName.options)('%s', (chip) => {
  test('is detected, with its MAC, flash and partitions', async () => {
    await using bench = await startBench({ device: { chip, flashSize: 0x40_0000 } });
    const { provisioner, device } = bench;
    const reply = await provisioner.dispatch('prov:detect-chip', { port: device.url });
    expect(reply).toMatchObject({
      ok: true,
      value: {
        chip,
        description: DESCRIPTIONS[chip],
        mac: 'A0B1C2D3E4F5',
        flashSize: 0x40_0000,
        flashEncryption: false,
        secureDownload: false,
      },
    });
  });
});

test.each(['esp32h2', 'esp32p4'] as const)(
  'Wi-Fi asked of an %s is refused before the CA or the flash hear of it',
  async (chip) => {
    await using bench = await startBench({ device: { chip } });
    bench.device.board.flash.onChange(() => expect.unreachable());
    const end = await bench.provision();
    expect(end.failure).toMatchObject({
      step: 'inspect',
      error: { code: 'chip-without-wifi' },
      deviceState: 'untouched',
    });
    expect(stepsOf(end).map(([step]) => step)).not.toContain('register');
    expect(bench.ca.received()).toEqual([]);
  },
);

test.each(['esp32h2', 'esp32p4'] as const)(
  'the networks that an %s sees are not asked for: the chip has no Wi-Fi',
  async (chip) => {
    await using bench = await startBench({ device: { chip } });
    const { provisioner, device } = bench;
    const reply = await provisioner.dispatch('prov:scan-wifi', { port: device.url });
    expect(reply).toMatchObject({ error: { code: 'chip-without-wifi' } });
    expect(device.board.commands).toEqual([]);
  },
);
