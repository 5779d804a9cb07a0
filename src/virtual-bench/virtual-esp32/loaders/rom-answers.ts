import { Opcode, responseHead } from './commands.ts';
import type { LoaderHardware } from './loader-hardware.ts';
import { slipFrame } from './slip.ts';

const STATUS_LENGTH = 4;
const LONGEST_DATA = 64;
const SYNC_ANSWERS = 8;

/**
 * The answers of the mask ROM, and what each leaves behind for the next: the opcode of the last
 * command it knew, the last value, the last error, and the bytes that a shorter answer does not
 * overwrite.
 */
export class RomAnswers {
  /** Set by every command that the ROM knows; a refusal of any other is sent under this one. */
  opcode: number = Opcode.SYNC;
  /** Set by SYNC and READ_REG. */
  value = 0;
  /** Where a handler puts what its answer carries. */
  readonly data = Buffer.alloc(LONGEST_DATA + STATUS_LENGTH);
  readonly #hardware: LoaderHardware;
  #lastError = 0;

  constructor(hardware: LoaderHardware) {
    this.#hardware = hardware;
  }

  /** With `length` bytes of `data` and the status. Error 0 is success, and does not clear the last error. */
  send(error: number, length = 0): void {
    if (error !== 0) this.#lastError = error;
    this.data[length] = error === 0 ? 0 : 1;
    this.data[length + 1] = this.#lastError;
    const total = length + STATUS_LENGTH;
    const head = responseHead(this.opcode, total, this.value);
    const frame = slipFrame(Buffer.concat([head, this.data.subarray(0, total)]));
    const times = this.opcode === Opcode.SYNC ? SYNC_ANSWERS : 1;
    for (let sent = 0; sent < times; sent++) this.#hardware.send(frame);
  }

  /** For the commands whose success does clear the last error. */
  sendClean(length = 0): void {
    this.#lastError = 0;
    this.send(0, length);
  }
}
