import { expect, test } from 'vitest';

import { ChipName } from '../../../src/contract/chip.ts';
import { feasibleValues } from '../../../src/renderer/form/feasible-values.ts';
import { EMPTY_FORM } from '../../../src/renderer/form/form-values.ts';
import { knownChip } from '../../../src/renderer/form/known-chip.ts';
import type { Detection } from '../../../src/renderer/stores/bench-store.ts';

const H2_FOUND: Detection = {
  state: 'known',
  port: 'COM3',
  device: {
    chip: 'esp32h2',
    description: 'ESP32-H2 (revision v0.1)',
    mac: 'A0B1C2D3E4F5',
    uniqueId: null,
    flashSize: 4 << 20,
    flashEncryption: false,
    secureDownload: false,
    secureBoot: false,
    partitionTable: 'valid',
    nvsPartitions: [],
    record: null,
  },
};
const WISHED = { ...EMPTY_FORM, configureWifi: true };

test.each(ChipName.options)('Wi-Fi is asked of an %s only if it has Wi-Fi', (chip) => {
  const { configureWifi } = feasibleValues(WISHED, chip);
  expect(configureWifi).toBe(!['esp32h2', 'esp32p4'].includes(chip));
});

test('the wish for Wi-Fi is kept for the next board, and while no chip is known', () => {
  feasibleValues(WISHED, 'esp32h2');
  expect(WISHED.configureWifi).toBe(true);
  expect(feasibleValues(WISHED, undefined)).toEqual(WISHED);
});

test('a run without an identity flashes no firmware; the choice is kept', () => {
  const firmware = { id: 'one', name: 'app.bin', sha256: '', builds: [] };
  const wifiOnly = { ...WISHED, firmware, includeCredentials: false };
  expect(feasibleValues(wifiOnly, undefined).firmware).toBeNull();
  expect(feasibleValues({ ...WISHED, firmware }, undefined).firmware).toBe(firmware);
});

test('the chip is the one that was chosen, else the one that was detected', () => {
  expect(knownChip('auto', H2_FOUND)).toBe('esp32h2');
  expect(knownChip('esp32s3', H2_FOUND)).toBe('esp32s3');
  expect(knownChip('auto', { state: 'none' })).toBeUndefined();
});
