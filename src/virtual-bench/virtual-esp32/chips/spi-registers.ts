import type { SpiRegisters } from '../chip-model.ts';

/** Register offsets of SPI1 since the ESP32-S2 (esptool's target classes). */
export function spiRegisters(base: number): SpiRegisters {
  return {
    command: base,
    address: base + 0x04,
    user: base + 0x18,
    user1: base + 0x1c,
    user2: base + 0x20,
    mosiLength: base + 0x24,
    misoLength: base + 0x28,
    data: base + 0x58,
    addressLeftAligned: false,
  };
}
