import { DATA_HEADER_SIZE } from './commands.ts';
import type { Request } from './commands.ts';
import type { Registers } from '../silicon/registers.ts';
import { StubStatus } from './stub-status.ts';

/** MEM_BEGIN and MEM_DATA of the new stub: no checksum, no sequence. */
export class NewStubMemory {
  readonly #registers: Registers;
  #address: number | undefined;
  #bytesToCome = 0;

  constructor(registers: Registers) {
    this.#registers = registers;
  }

  begin(request: Request): Record<string, never> {
    this.#bytesToCome = request.word(0);
    this.#address = request.word(3);
    return {};
  }

  data(request: Request): number {
    if (request.length < DATA_HEADER_SIZE) return StubStatus.NOT_ENOUGH_DATA;
    if (this.#address === undefined) return StubStatus.NOT_BEGUN;
    const length = request.length - DATA_HEADER_SIZE;
    if (request.word(0) > this.#bytesToCome || request.word(0) !== length) {
      return StubStatus.TOO_MUCH_DATA;
    }
    this.#registers.writeBytes(this.#address, request.bytes(DATA_HEADER_SIZE, length));
    this.#address += length;
    this.#bytesToCome -= length;
    return StubStatus.OK;
  }

  end(): number {
    if (this.#address === undefined) return StubStatus.NOT_BEGUN;
    this.#address = undefined;
    return StubStatus.OK;
  }
}
