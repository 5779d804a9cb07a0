import { chips } from '../../../src/virtual-bench/virtual-esp32/chips.ts';
import type { ChipModel } from '../../../src/virtual-bench/virtual-esp32/chip-model.ts';

/**
 * The ESP32 of the recordings: the real mask ROM, in an emulator whose board has no calibration
 * burnt, whose strapping pins read 0x0f, and whose UART divider is what its ROM measured.
 */
export const recordedEsp32: ChipModel = {
  ...chips.esp32,
  banner: {
    ...chips.esp32.banner,
    download: { boot: '0xf (UART_BOOT(UART0))', prompt: '' },
  },
  efuse: { ...chips.esp32.efuse, burnt: new Map([...chips.esp32.efuse.burnt, [0x10, 0]]) },
  uartClockDivider: 0,
  constants: new Map([...chips.esp32.constants, [0x3ff40014, 0x15a], [0x3ff5f06c, 0x28000]]),
};

/** The ESP32-C3 beside it, in the same emulator: of wafer version v0.3, and its strapping pins ask for UART0 only. */
export const recordedEsp32c3: ChipModel = {
  ...chips.esp32c3,
  banner: {
    ...chips.esp32c3.banner,
    download: { boot: '0x2 (UART0_BOOT)', prompt: 'wait uart0 download' },
  },
  efuse: { ...chips.esp32c3.efuse, burnt: new Map([[0x50, 3 << 18]]) },
};
