import { readFileSync } from 'node:fs';

import { z } from 'zod';

import type { ChipName } from '../../../src/contract/chip.ts';

/** Where the legacy stub is entered: version 1 of the stubs in esptool 5.6.0. The ESP32-C61 never had one. */
export const LEGACY_STUB_ENTRY = {
  esp32: 0x400be658,
  esp32s2: 0x400288ac,
  esp32s3: 0x40378c94,
  esp32c2: 0x403805da,
  esp32c3: 0x403806d2,
  esp32c5: 0x40800a88,
  esp32c6: 0x408006c2,
  esp32h2: 0x408006c2,
  esp32p4: 0x4ff10ba0,
} as const satisfies Partial<Record<ChipName, number>>;

const stubImage = z.object({ entry: z.number() });

/** Where the stub that esptool-js uploads is entered; `variant`: of a chip that has two. */
export function newStubEntry(chip: ChipName, variant = ''): number {
  const url = import.meta.resolve('esptool-js');
  const file = new URL(`./targets/stub_flasher/${chip}${variant}.json`, url);
  return stubImage.parse(JSON.parse(readFileSync(file, 'utf8'))).entry;
}
