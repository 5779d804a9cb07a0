import type { ChipName } from '../../contract/chip.ts';
import type { ChipModel } from './chip-model.ts';
import { esp32 } from './chips/esp32.ts';
import { esp32c2 } from './chips/esp32c2.ts';
import { esp32c3 } from './chips/esp32c3.ts';
import { esp32c5 } from './chips/esp32c5.ts';
import { esp32c6 } from './chips/esp32c6.ts';
import { esp32c61 } from './chips/esp32c61.ts';
import { esp32h2 } from './chips/esp32h2.ts';
import { esp32p4 } from './chips/esp32p4.ts';
import { esp32s2 } from './chips/esp32s2.ts';
import { esp32s3 } from './chips/esp32s3.ts';

/**
 * The chips that the virtual bench can be; a new chip is a new file. Addresses are those of esptool's target classes,
 * bits of eFuses those of espefuse's definitions, magic words and banners those of the mask ROMs as public boot logs
 * show them. Where no log of a reset was at hand its name is that of the chip's nearest relative.
 */
export const chips: Record<ChipName, ChipModel> = {
  esp32,
  esp32s2,
  esp32s3,
  esp32c2,
  esp32c3,
  esp32c5,
  esp32c6,
  esp32c61,
  esp32h2,
  esp32p4,
};
