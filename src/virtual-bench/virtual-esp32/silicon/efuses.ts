import { createHash } from 'node:crypto';

import { CHIPS } from '../../../contract/chip.ts';
import type { ChipModel } from '../chip-model.ts';

/** What a factory may have burnt to lock the chip. */
export interface SecurityFuses {
  readonly flashEncryption?: boolean;
  readonly secureBoot?: boolean;
  /** The ROM then refuses to read or run anything. */
  readonly secureDownloadMode?: boolean;
  /** 32 bytes in a key block with the purpose HMAC_UP. */
  readonly hmacKey?: Uint8Array;
}

/** GET_SECURITY_INFO flags (esptool's SECURITY_INFO_FLAG_MAP). */
const SECURE_BOOT_FLAG = 1 << 0;
const SECURE_DOWNLOAD_FLAG = 1 << 2;

/** The one-time-programmable memory: the identity of the chip, and what it refuses. */
export class Efuses {
  /** The base MAC address, 12 upper-case hex digits. */
  readonly mac: string;
  readonly security: Required<Omit<SecurityFuses, 'hmacKey'>>;
  /** The HMAC peripheral alone can read it. */
  readonly hmacKey: Uint8Array | undefined;
  /** Addresses in the eFuse controller that were written to: nothing but a program that burns eFuses does so. */
  readonly written: number[] = [];
  readonly #chip: ChipModel;
  /** By their offset, 32 bits each. */
  readonly #words: Map<number, number>;

  /**
   * `mac`: 12 hex digits, with or without separators. `uniqueId`: 32 hex digits, all 0 where the factory burnt none; left
   * out, it follows from the MAC, where the chip has one. Throws RangeError for anything else, or for what the chip has not.
   */
  constructor(chip: ChipModel, mac: string, security: SecurityFuses = {}, uniqueId?: string) {
    this.mac = mac.replace(/[:-]/g, '').toUpperCase();
    if (!/^[0-9A-F]{12}$/.test(this.mac)) throw new RangeError(`not a MAC address: ${mac}`);
    this.security = {
      flashEncryption: security.flashEncryption ?? false,
      secureBoot: security.secureBoot ?? false,
      secureDownloadMode: security.secureDownloadMode ?? false,
    };
    this.#chip = chip;
    if (security.hmacKey) refuseHmacKey(chip, security.hmacKey);
    this.hmacKey = security.hmacKey;
    this.#words = new Map(chip.efuse.burnt);
    this.#burnMac(Buffer.from(this.mac, 'hex'));
    this.#burnUniqueId(uniqueId);
    this.#burnLocks();
  }

  /** The eFuse word at a bus address, or undefined if there is none that is burnt. */
  read(address: number): number | undefined {
    return this.#words.get(address - this.#chip.efuse.base);
  }

  write(address: number): void {
    const offset = address - this.#chip.efuse.base;
    if (offset >= 0 && offset < CONTROLLER_BYTES) this.written.push(address);
  }

  /**
   * The answer to GET_SECURITY_INFO, if the chip knows the command: flags, crypt count, 7 key purposes, and for all but
   * the first chip that knew it chip id and API version.
   */
  securityInfo(): Uint8Array | undefined {
    const { rom, chipId } = this.#chip;
    if (rom.securityInfo === 'none') return undefined;
    const info = Buffer.alloc(rom.securityInfo === 'with-chip-id' ? 20 : 12);
    const { secureBoot, secureDownloadMode, flashEncryption } = this.security;
    info.writeUInt32LE(
      (secureBoot ? SECURE_BOOT_FLAG : 0) | (secureDownloadMode ? SECURE_DOWNLOAD_FLAG : 0),
      0,
    );
    info[4] = flashEncryption ? 1 : 0;
    if (this.hmacKey) info[5] = HMAC_UP;
    if (rom.securityInfo === 'without-chip-id') return info;
    info[11] = 0x0c; // the seventh purpose, as the ESP32-C3 ROM answers it
    info.writeUInt32LE(chipId, 12);
    info.writeUInt32LE(SECURITY_API_VERSION, 16);
    return info;
  }

  /** A fault: bits that nobody meant to burn, in the word at this offset from the base. */
  spoil(offset: number, bits: number): void {
    this.#burn(offset, bits);
  }

  #burnMac(mac: Buffer): void {
    const { mac: offset, besideMac } = this.#chip.efuse;
    const beside = { crc: macCrc8(mac), 'eui-64': EUI64_EXTENSION };
    this.#burn(offset, mac.readUInt32BE(2));
    this.#burn(offset + 4, mac.readUInt16BE(0));
    if (besideMac !== undefined) this.#burn(offset + 4, beside[besideMac] << 16);
  }

  #burnUniqueId(given: string | undefined): void {
    const { name } = this.#chip;
    if (given !== undefined && !/^[0-9A-F]{32}$/i.test(given)) {
      throw new RangeError(`not a unique ID: ${given}`);
    }
    if (!CHIPS[name].uniqueId) {
      if (given !== undefined) throw new RangeError(`the ${name} has no unique ID`);
      return;
    }
    const id = Buffer.from(given ?? createHash('md5').update(this.mac).digest('hex'), 'hex');
    for (const word of [0, 4, 8, 12]) this.#burn(UNIQUE_ID + word, id.readUInt32LE(word));
  }

  /** One bit each: of a count of bits an odd number is on. */
  #burnLocks(): void {
    for (const lock of LOCKS) {
      if (!this.security[lock]) continue;
      const place = this.#chip.efuse.locks[lock];
      if (!place) throw new RangeError(`the ${this.#chip.name} has no ${lock}`);
      this.#burn(place.offset, 1 << place.bit);
    }
  }

  #burn(offset: number, bits: number): void {
    this.#words.set(offset, ((this.#words.get(offset) ?? 0) | bits) >>> 0);
  }
}

const SECURITY_API_VERSION = 3;
const UNIQUE_ID = 0x5c; // EFUSE_RD_SYS_PART1_DATA0_REG, on every chip that has it
const HMAC_KEY_BYTES = 32;
const HMAC_UP = 8; // ESP_EFUSE_KEY_PURPOSE_HMAC_UP
const CONTROLLER_BYTES = 0x200; // data, command and timing registers (technical reference manuals)
/** The two bytes that go into the middle of a MAC to make it eight long (IEEE, EUI-64). */
const EUI64_EXTENSION = 0xfffe;
const LOCKS = ['flashEncryption', 'secureBoot', 'secureDownloadMode'] as const;

function refuseHmacKey({ name }: ChipModel, key: Uint8Array): void {
  if (!CHIPS[name].security.nvsKeysByHmac) throw new RangeError(`the ${name} has no HMAC key`);
  if (key.length !== HMAC_KEY_BYTES) {
    throw new RangeError(`an HMAC key has ${HMAC_KEY_BYTES} bytes, not ${key.length}`);
  }
}

/** CRC-8 of the MAC as espefuse computes it: polynomial x^8 + x^5 + x^4 + 1, bits reflected, start 0. */
function macCrc8(mac: Uint8Array): number {
  let crc = 0;
  for (const byte of mac) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x8c : crc >>> 1;
  }
  return crc;
}
