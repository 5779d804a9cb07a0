import { CHIPS, type ChipName } from './chip.ts';

/** Whether the chip has a radio for Wi-Fi. */
export function hasWifi(chip: ChipName): boolean {
  return CHIPS[chip].wifiBands.length > 0;
}
