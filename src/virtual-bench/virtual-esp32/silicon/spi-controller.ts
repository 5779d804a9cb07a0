import type { SpiRegisters } from '../chip-model.ts';
import type { Flash } from './flash.ts';

/** `command` register: run the transaction that the `user` registers describe. */
const START_USER_COMMAND = 1 << 18;
/** `user` register: which phases the transaction has. */
const HAS_INPUT = 1 << 28;
const DATA_BYTES = 64;

/** Commands of SPI NOR flash chips (JEDEC JESD216, W25Q data sheet). */
const READ_JEDEC_ID = 0x9f;
const READ_SFDP = 0x5a;
const READ_DATA = 0x03;
const READ_STATUS_1 = 0x05;
const READ_STATUS_2 = 0x35;
const READ_STATUS_3 = 0x15;
/** Status register 1 of a flash that is locked: SRP0, and all three block protection bits. */
const WRITE_PROTECTED = Uint8Array.of(0x9c);
const WRITE_STATUS_1 = 0x01;
const WRITE_STATUS_2 = 0x31;
const WRITE_STATUS_3 = 0x11;

/** SPI1 with the flash chip behind it, as esptool drives it register by register. */
export class SpiController {
  readonly #registers: SpiRegisters;
  readonly #flash: Flash;
  readonly #values = new Map<number, number>();
  readonly #status = new Uint8Array(3);

  constructor(registers: SpiRegisters, flash: Flash) {
    this.#registers = registers;
    this.#flash = flash;
  }

  /** The value of a register that a transaction set, or undefined for any other. */
  read(address: number): number | undefined {
    return this.#values.get(address);
  }

  /** Notes the value, and runs the transaction if this is the register that starts one. */
  write(address: number, value: number): void {
    const { command, data } = this.#registers;
    if (address < command || address >= data + DATA_BYTES) return;
    this.#values.set(address, value);
    if (address === command && (value & START_USER_COMMAND) !== 0) this.#transact();
  }

  #transact(): void {
    const { command, user, user2, misoLength, data } = this.#registers;
    this.#values.set(command, 0);
    const opcode = this.#value(user2) & 0xff;
    this.#writeStatus(opcode, this.#value(data));
    if ((this.#value(user) & HAS_INPUT) === 0) return;

    const bits = this.#value(misoLength) + 1;
    const length = Math.min(Math.ceil(bits / 8), DATA_BYTES);
    const answer = new Uint8Array(Math.ceil(length / 4) * 4);
    answer.set(this.#answer(opcode, length).subarray(0, length));
    const words = new DataView(answer.buffer);
    for (let offset = 0; offset < answer.length; offset += 4) {
      this.#values.set(data + offset, words.getUint32(offset, true));
    }
  }

  #answer(opcode: number, length: number): Uint8Array {
    switch (opcode) {
      case READ_JEDEC_ID: {
        const id = this.#flash.jedecId;
        return Uint8Array.of(id, id >> 8, id >> 16);
      }
      case READ_SFDP: {
        const address = this.#flashAddress();
        return sfdp(this.#flash.size).subarray(address, address + length);
      }
      case READ_DATA:
        return this.#flash.read(this.#flashAddress(), length);
      case READ_STATUS_1:
        return this.#flash.writeProtected ? WRITE_PROTECTED : this.#status.subarray(0, 1);
      case READ_STATUS_2:
        return this.#status.subarray(1, 2);
      case READ_STATUS_3:
        return this.#status.subarray(2, 3);
      default:
        return new Uint8Array(length);
    }
  }

  #writeStatus(opcode: number, value: number): void {
    if (this.#flash.writeProtected) return;
    if (opcode === WRITE_STATUS_1) this.#status.set([value & 0xfc]); // bits 0 and 1 are read only
    if (opcode === WRITE_STATUS_2) this.#status.set([value & 0xff], 1);
    if (opcode === WRITE_STATUS_3) this.#status.set([value & 0xff], 2);
  }

  #flashAddress(): number {
    const { address, addressLeftAligned } = this.#registers;
    const value = this.#value(address);
    return addressLeftAligned ? value >>> 8 : value & 0xffffff;
  }

  #value(address: number): number {
    return this.#values.get(address) ?? 0;
  }
}

/**
 * Serial Flash Discoverable Parameters (JESD216): signature, one parameter header, and the first two
 * words of its table, which say "4 KiB erase by 20h, three address bytes" and the size in bits.
 */
function sfdp(size: number): Uint8Array {
  const TABLE = 0x30;
  const bytes = Buffer.alloc(0x100, 0xff);
  bytes.write('SFDP', 0, 'latin1');
  bytes.set([0x00, 0x01, 0x00, 0xff], 4); // revision 1.0, one parameter header
  bytes.set([0x00, 0x00, 0x01, 0x02, TABLE, 0x00, 0x00, 0xff], 8); // JEDEC table, two words
  bytes.writeUInt32LE(0xfff120e5, TABLE);
  bytes.writeUInt32LE(size * 8 - 1, TABLE + 4);
  return bytes;
}
