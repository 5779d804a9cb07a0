import type { ChipName } from '../../contract/chip.ts';

/** From `start` up to, and without, `end`. */
export interface AddressRange {
  readonly start: number;
  readonly end: number;
}

/** SPI1, the controller that esptool drives by hand to talk to the flash chip. */
export interface SpiRegisters {
  readonly command: number;
  readonly address: number;
  readonly user: number;
  readonly user1: number;
  readonly user2: number;
  readonly mosiLength: number;
  readonly misoLength: number;
  readonly data: number;
  /** The ESP32 wants the flash address in the upper bits of the register, its successors in the lower ones. */
  readonly addressLeftAligned: boolean;
}

/** The watchdog by which esptool's `--after watchdog-reset` restarts a chip that has no reset line. */
export interface WatchdogRegisters {
  readonly config0: number;
  readonly timeout: number;
  readonly writeProtect: number;
  /** What it counts: the RTC slow clock (data sheets). */
  readonly clockHz: number;
}

/** What the mask ROM prints at a start, and why it started. */
export interface BootBanner {
  readonly head: string;
  readonly resetReasons: {
    readonly 'power-on': string;
    readonly external: string;
    readonly software: string;
    readonly watchdog: string;
  };
  readonly download: { readonly boot: string; readonly prompt: string };
  readonly run: { readonly boot: string; readonly lines: readonly string[] };
}

/** How the mask ROM of one chip differs from that of another. */
export interface RomTraits {
  /** Exact payload of FLASH_BEGIN and FLASH_DEFL_BEGIN; 20 carries an `encrypted` word. */
  readonly beginLength: 16 | 20;
  /** What GET_SECURITY_INFO answers: the ESP32 does not know it, the ESP32-S2 leaves the chip id out. */
  readonly securityInfo: 'none' | 'without-chip-id' | 'with-chip-id';
  /** Where it loads for READ_REG, as its crash dump says; undefined: it dies without a word. */
  readonly crashProgramCounter: number | undefined;
  /**
   * The factor that is between the baud rate in CHANGE_BAUDRATE and the one the line gets: the ESP32
   * ROM believes in a crystal of RTCCALICFG1 x 15625 x CK8M_FREQ / 40 Hz, and esptool allows for it.
   */
  readonly baudFactor: number;
  /**
   * Set for a ROM that, under secure boot, does not run code that was uploaded. esptool then writes
   * the entry over the ROM's pointer to its own flash read function, which is here, and reads flash.
   */
  readonly flashReadPointer: number | undefined;
}

/** One bit of the eFuses: offset of its word from `base`, and its number in there, the lowest is 0. */
export interface FuseBit {
  readonly offset: number;
  readonly bit: number;
}

export interface EfuseTraits {
  readonly base: number;
  /** Offset of the word with the last four bytes of the MAC; the first two are in the lower half of the next one. */
  readonly mac: number;
  /** What the upper half of that next word holds: a CRC-8 of the MAC, or what makes it a MAC of eight bytes. */
  readonly besideMac: 'crc' | 'eui-64' | undefined;
  /** The lowest bit of each lock; the ESP32 has no secure download mode. */
  readonly locks: {
    readonly flashEncryption: FuseBit;
    readonly secureBoot: FuseBit;
    readonly secureDownloadMode: FuseBit | undefined;
  };
  /** What the factory burnt into every such chip: offset from `base`, and word. */
  readonly burnt: ReadonlyMap<number, number>;
}

/** Where flasher stubs lie in RAM. */
export interface StubTraits {
  readonly textStarts: readonly number[];
  /** Where each loads for READ_REG, as its crash dump says; undefined where no dump is known: it dies without a word. */
  readonly crashProgramCounter: { readonly new: number; readonly legacy: number } | undefined;
}

/**
 * How one chip is made, as far as a serial line can see it. What people know of it (its name in print, radio, sizes of
 * flash) is in the contract's table of chips.
 */
export interface ChipModel {
  readonly name: ChipName;
  /** The chip id of GET_SECURITY_INFO and of firmware image headers. */
  readonly chipId: number;
  readonly architecture: 'xtensa' | 'riscv';
  /** RAM for the segments of a firmware image. */
  readonly loadAddress: number;
  readonly crystalHz: number;
  readonly banner: BootBanner;
  readonly rom: RomTraits;
  readonly stub: StubTraits;
  readonly efuse: EfuseTraits;
  readonly uartClockDivider: number;
  readonly spi: SpiRegisters;
  readonly watchdog: WatchdogRegisters | undefined;
  /** Registers and ROM words that always read the same. */
  readonly constants: ReadonlyMap<number, number>;
  /** Everything that answers on the bus; a read outside is a fault. */
  readonly mapped: readonly AddressRange[];
}
