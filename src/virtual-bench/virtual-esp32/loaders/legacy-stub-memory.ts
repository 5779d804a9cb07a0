import { DATA_HEADER_SIZE } from './commands.ts';
import type { Request } from './commands.ts';
import type { Registers } from '../silicon/registers.ts';
import { StubStatus } from './stub-status.ts';

/** MEM_BEGIN, MEM_DATA and MEM_END of the legacy stub: no checksum, no sequence. */
export class LegacyStubMemory {
  readonly #registers: Registers;
  #address: number | undefined;
  #bytesToCome = 0;

  constructor(registers: Registers) {
    this.#registers = registers;
  }

  begin(request: Request): number {
    if (request.length !== 16) return StubStatus.FAILED;
    this.#bytesToCome = request.word(0);
    this.#address = request.word(3);
    return StubStatus.OK;
  }

  data(request: Request): number {
    const length = request.length - DATA_HEADER_SIZE;
    if (this.#address === undefined) return StubStatus.NOT_BEGUN;
    if (length > this.#bytesToCome) return StubStatus.TOO_MUCH_DATA;
    if (length % 4 !== 0) return StubStatus.BAD_LENGTH;
    this.#registers.writeBytes(this.#address, request.bytes(DATA_HEADER_SIZE, length));
    this.#address += length;
    this.#bytesToCome -= length;
    return StubStatus.OK;
  }

  end(request: Request): number {
    if (request.length !== 8) return StubStatus.FAILED;
    const complete = this.#bytesToCome === 0;
    this.#address = undefined;
    this.#bytesToCome = 0;
    return complete ? StubStatus.OK : StubStatus.FAILED;
  }
}
