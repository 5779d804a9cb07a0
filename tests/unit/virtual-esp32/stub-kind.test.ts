import { describe, expect, test } from 'vitest';
import { ChipName } from '../../../src/contract/chip.ts';
import { chips } from '../../../src/virtual-bench/virtual-esp32/chips.ts';
import { stubKind } from '../../../src/virtual-bench/virtual-esp32/loaders/stub-loader.ts';
import { LEGACY_STUB_ENTRY, newStubEntry } from './stub-entries.ts';

describe('which stub was uploaded is told by its entry', () => {
  test.each(ChipName.options)('esptool-js uploads the new one to an %s', (name) => {
    expect(stubKind(chips[name], newStubEntry(name))).toBe('new');
  });

  test('the ESP32-P4 has a new one for each of its revisions', () => {
    expect(newStubEntry('esp32p4', '-rev1')).not.toBe(newStubEntry('esp32p4'));
    expect(stubKind(chips.esp32p4, newStubEntry('esp32p4', '-rev1'))).toBe('new');
  });

  test.each(Object.entries(LEGACY_STUB_ENTRY))(
    'the legacy one of the %s is entered at %i',
    (name, entry) => {
      expect(stubKind(chips[ChipName.parse(name)], entry)).toBe('legacy');
    },
  );

  // Those of other versions: esptool 4.8.1, and esptool 5.3.1 and 5.6.0.
  test.each([
    ['esp32', 0x400be5ec, 'legacy'],
    ['esp32', 0x400a9074, 'new'],
    ['esp32s3', 0x403795a8, 'new'],
    ['esp32c5', 0x40801610, 'new'],
    ['esp32c6', 0x4080127c, 'new'],
    ['esp32c61', 0x40801316, 'new'],
    ['esp32p4', 0x4ff11476, 'new'],
  ] as const)('an %s entered at %i runs the %s one', (name, entry, kind) => {
    expect(stubKind(chips[name], entry)).toBe(kind);
  });

  test('anything else is no stub', () => {
    expect(stubKind(chips.esp32, 0x40090000)).toBeUndefined();
  });
});
