import { createHash } from 'node:crypto';
import type { Board } from '../board.ts';
import { HEADER_SIZE, Opcode, Request, responseHead } from './commands.ts';
import { SECTOR_SIZE } from '../silicon/flash.ts';
import { LoaderHardware } from './loader-hardware.ts';
import { NewStubFlashWriter } from './new-stub-flash-writer.ts';
import { NewStubReceiver } from './new-stub-receiver.ts';
import type { Registers } from '../silicon/registers.ts';
import { slipFrame } from './slip.ts';
import { NewStubMemory } from './new-stub-memory.ts';
import { StubProgram } from './stub-program.ts';
import { StubStatus } from './stub-status.ts';

const SYNC_ANSWERS = 8;
const MAX_READ_BLOCK = 0x1000;
/** Opcodes that a plugin could serve, had one been loaded. */
const PLUGIN_OPCODES = { first: 0xd5, last: 0xef };

/** What a command answers with, and what it does after its answer is out. */
interface Outcome {
  readonly status?: number;
  readonly value?: number;
  readonly data?: Uint8Array;
  /** Its error is told in the answer to the next command. */
  readonly afterwards?: () => Promise<number> | number;
}

type Handler = (request: Request) => Outcome | Promise<Outcome>;

/**
 * The stub that esptool 5 and esptool-js upload. It checks every length, answers a data block
 * before it writes it, and so tells of a failed write one command later, whatever that command is.
 */
export class NewStub extends StubProgram {
  readonly #board: Board;
  readonly #registers: Registers;
  readonly #receiver = new NewStubReceiver();
  readonly #flashWriter: NewStubFlashWriter;
  readonly #memory: NewStubMemory;
  readonly #handlers: ReadonlyMap<number, Handler>;
  #lateError: number = StubStatus.OK;

  constructor(board: Board, registers: Registers) {
    super(new LoaderHardware(board, registers), board.chip.stub.crashProgramCounter?.new);
    this.#board = board;
    this.#registers = registers;
    this.#flashWriter = new NewStubFlashWriter(this.hardware);
    this.#memory = new NewStubMemory(registers);
    this.#handlers = this.#commandTable();
  }

  protected interrupt(bytes: Uint8Array): void {
    for (const byte of bytes) this.#receiver.take(byte);
  }

  protected nextCommand(): (() => Promise<void>) | undefined {
    const frame = this.#receiver.poll();
    if (!frame) return undefined;
    return async () => {
      if (frame !== 'broken') await this.#execute(new Request(frame.buffer, frame.length));
      this.#receiver.release();
    };
  }

  async #execute(request: Request): Promise<void> {
    const { opcode } = request;
    const handler = this.#handlers.get(opcode);
    const refusal = this.#refusal(request) ?? (handler ? undefined : unknownStatus(opcode));
    if (refusal !== undefined) this.#answer(opcode, { status: refusal });
    if (refusal !== undefined || !handler) return;
    if (opcode === Opcode.RUN_USER_CODE) return; // known, not implemented, not answered
    const outcome = await handler(request);
    const times = opcode === Opcode.SYNC && !outcome.status ? SYNC_ANSWERS : 1;
    for (let sent = 0; sent < times; sent++) this.#answer(opcode, outcome);
    if (!outcome.status && outcome.afterwards) this.#lateError = await outcome.afterwards();
  }

  /** Why the command is not even looked at. */
  #refusal(request: Request): number | undefined {
    if (!request.isRequest) return StubStatus.INVALID_COMMAND;
    if (request.frameLength !== request.length + HEADER_SIZE) return StubStatus.BAD_LENGTH;
    if (this.#lateError === StubStatus.OK) return undefined;
    const error = this.#lateError;
    this.#lateError = StubStatus.OK;
    return error;
  }

  #answer(opcode: number, { status = StubStatus.OK, value = 0, data }: Outcome): void {
    const body = status === StubStatus.OK && data ? data : new Uint8Array(0);
    const head = responseHead(opcode, body.length + 2, status === StubStatus.OK ? value : 0);
    this.hardware.send(slipFrame(Buffer.concat([head, body, Uint8Array.of(status, 0)])));
  }

  #commandTable(): ReadonlyMap<number, Handler> {
    const flash = this.#flashWriter;
    const memory = this.#memory;
    const table = new Map<number, Handler>([
      [Opcode.SYNC, exactly(36, () => ({}))],
      [Opcode.READ_REG, exactly(4, (request) => this.#readRegister(request))],
      [Opcode.WRITE_REG, (request) => this.#writeRegisters(request)],
      [Opcode.SPI_ATTACH, exactly(4, () => ({}))],
      [Opcode.SPI_SET_PARAMS, exactly(24, (request) => this.#setFlashSize(request))],
      [Opcode.CHANGE_BAUDRATE, exactly(8, (request) => this.#changeBaudRate(request))],
      [Opcode.MEM_BEGIN, exactly(16, (request) => memory.begin(request))],
      [Opcode.MEM_DATA, (request) => ({ status: memory.data(request) })],
      [Opcode.MEM_END, exactly(8, () => this.#memoryEnd())],
      [Opcode.FLASH_BEGIN, async (request) => ({ status: await flash.begin(request) })],
      [Opcode.FLASH_DEFL_BEGIN, async (request) => ({ status: await flash.begin(request) })],
      [Opcode.FLASH_DATA, (request) => flash.data(request)],
      [Opcode.FLASH_DEFL_DATA, (request) => flash.deflatedData(request)],
      [Opcode.FLASH_END, exactly(4, () => ({ status: flash.end() }))],
      [Opcode.FLASH_DEFL_END, exactly(4, () => ({ status: flash.end() }))],
      [Opcode.SPI_FLASH_MD5, exactly(16, (request) => this.#md5(request))],
      [Opcode.READ_FLASH, exactly(16, (request) => this.#readFlash(request))],
      [Opcode.RUN_USER_CODE, () => ({})],
      [Opcode.ERASE_FLASH, () => this.#eraseFlash()],
      [Opcode.ERASE_REGION, exactly(8, (request) => this.#eraseRegion(request))],
    ]);
    const data = this.#board.efuses.securityInfo();
    if (data)
      table.set(
        Opcode.GET_SECURITY_INFO,
        exactly(0, () => ({ data })),
      );
    return table;
  }

  #readRegister(request: Request): Outcome {
    return { value: this.#registers.read(request.word(0)) };
  }

  async #writeRegisters(request: Request): Promise<Outcome> {
    if (request.length === 0 || request.length % 16 !== 0) {
      return { status: StubStatus.NOT_ENOUGH_DATA };
    }
    for (let index = 0; index < request.length / 16; index++) {
      await this.hardware.writeRegister(request, index);
    }
    return {};
  }

  #setFlashSize(request: Request): Outcome {
    this.#flashWriter.flashSize = request.word(1);
    return {};
  }

  /** The answer goes out at the old rate. */
  #changeBaudRate(request: Request): Outcome {
    const rate = request.word(0);
    return {
      afterwards: () => {
        if (rate === 0) this.dead = true;
        else this.#registers.setBaudRate(rate);
        return StubStatus.OK;
      },
    };
  }

  /** A jump into uploaded code is one into code that returns at once: we have no CPU to run it. */
  #memoryEnd(): Outcome {
    return { status: this.#memory.end() };
  }

  async #md5(request: Request): Promise<Outcome> {
    const address = request.word(0);
    const length = request.word(1);
    if (address + length > this.#flashWriter.flashSize) return { status: StubStatus.SPI_FAILED };
    const bytes = await this.hardware.readFlash(address, length);
    return { data: createHash('md5').update(bytes).digest() };
  }

  #readFlash(request: Request): Outcome {
    const address = request.word(0);
    const length = request.word(1);
    const blockSize = request.word(2);
    return { afterwards: () => this.#sendFlash(address, length, blockSize) };
  }

  /**
   * One block an acknowledgement, whatever the acknowledgement says, until it says that all has
   * come; a frame that is not four bytes long ends it. Then the MD5 of what was sent.
   */
  async #sendFlash(address: number, length: number, blockSize: number): Promise<number> {
    if (blockSize > MAX_READ_BLOCK) return StubStatus.BAD_LENGTH;
    this.#receiver.release();
    const digest = createHash('md5');
    let sent = 0;
    let acknowledged = 0;
    while (sent < length || acknowledged < length) {
      if (sent < length) {
        const block = Math.min(blockSize, length - sent);
        if (address + sent + block > this.#flashWriter.flashSize) return StubStatus.SPI_FAILED;
        const bytes = await this.hardware.readFlash(address + sent, block);
        digest.update(bytes);
        this.hardware.send(slipFrame(bytes));
        sent += block;
      }
      const acknowledgement = await this.#nextWord();
      if (acknowledgement === undefined) break;
      acknowledged = acknowledgement;
    }
    this.hardware.send(slipFrame(digest.digest()));
    return StubStatus.OK;
  }

  /** The four bytes of the next frame, or undefined if it has another length. */
  async #nextWord(): Promise<number | undefined> {
    for (;;) {
      const frame = this.#receiver.poll();
      if (frame) {
        this.#receiver.release();
        if (frame === 'broken') continue;
        return frame.length === 4 ? Buffer.from(frame.buffer).readUInt32LE() : undefined;
      }
      await this.moreBytes();
    }
  }

  async #eraseFlash(): Promise<Outcome> {
    await this.hardware.eraseWholeFlash();
    return {};
  }

  async #eraseRegion(request: Request): Promise<Outcome> {
    const address = request.word(0);
    const length = request.word(1);
    if (address % SECTOR_SIZE !== 0 || length % SECTOR_SIZE !== 0) {
      return { status: StubStatus.BAD_LENGTH };
    }
    await this.hardware.eraseFlash(address, length);
    return {};
  }
}

/** Refuses any other length of payload. */
function exactly(length: number, handler: Handler): Handler {
  return (request) =>
    request.length === length ? handler(request) : { status: StubStatus.BAD_LENGTH };
}

function unknownStatus(opcode: number): number {
  const isPlugin = opcode >= PLUGIN_OPCODES.first && opcode <= PLUGIN_OPCODES.last;
  const known = isPlugin || opcode === Opcode.GET_SECURITY_INFO;
  return known ? StubStatus.NOT_IMPLEMENTED : StubStatus.INVALID_COMMAND;
}
