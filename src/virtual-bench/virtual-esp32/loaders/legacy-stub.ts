import { createHash } from 'node:crypto';
import type { Board } from '../board.ts';
import { DATA_HEADER_SIZE, Opcode, Request, dataChecksum, responseHead } from './commands.ts';
import { SECTOR_SIZE } from '../silicon/flash.ts';
import { LegacyFlashReader } from './legacy-flash-reader.ts';
import { LegacyStubFlashWriter } from './legacy-stub-flash-writer.ts';
import { LegacyStubMemory } from './legacy-stub-memory.ts';
import { LegacyStubReceiver } from './legacy-stub-receiver.ts';
import { LoaderHardware } from './loader-hardware.ts';
import type { Registers } from '../silicon/registers.ts';
import { SLIP_END, slipEscape, slipFrame } from './slip.ts';
import { StubProgram } from './stub-program.ts';
import { StubStatus } from './stub-status.ts';

const MAX_BLOCK_SIZE = 0x4000;
const SYNC_ANSWERS = 8;
const MD5_LENGTH = 16;
/** Second status byte of a frame that is longer than any block. */
const OVERLONG = 0xee;
/** It lets the last answer drain before it changes the baud rate or resets the chip. */
const DRAIN_MS = 10;

type Handler = (request: Request) => Promise<number> | number;

/**
 * The stub that esptool 4 uploads. It sends the head of an answer before it does the work, runs
 * whatever lies in its buffers when an empty frame comes, and reads flash with interrupts off.
 */
export class LegacyStub extends StubProgram {
  readonly #board: Board;
  readonly #registers: Registers;
  readonly #receiver = new LegacyStubReceiver();
  readonly #flashWriter: LegacyStubFlashWriter;
  readonly #memory: LegacyStubMemory;
  readonly #handlers: ReadonlyMap<number, Handler>;
  readonly #afterwards: ReadonlyMap<number, (request: Request) => Promise<void>>;
  readonly #flashReader: LegacyFlashReader;
  readonly #securityInfo: Uint8Array | undefined;

  constructor(board: Board, registers: Registers) {
    super(new LoaderHardware(board, registers), board.chip.stub.crashProgramCounter?.legacy);
    this.#board = board;
    this.#registers = registers;
    this.#flashWriter = new LegacyStubFlashWriter(this.hardware);
    this.#flashReader = new LegacyFlashReader(this.hardware, () => this.moreBytes());
    this.#memory = new LegacyStubMemory(registers);
    this.#securityInfo = board.efuses.securityInfo();
    this.#handlers = this.#commandTable();
    this.#afterwards = this.#afterwardsTable();
  }

  protected interrupt(bytes: Uint8Array): void {
    if (this.#flashReader.take(bytes)) return;
    for (const byte of bytes) this.#receiver.take(byte);
  }

  protected nextCommand(): (() => Promise<void>) | undefined {
    const buffer = this.#receiver.poll();
    return buffer && (() => this.#execute(new Request(buffer, buffer.length)));
  }

  async #execute(request: Request): Promise<void> {
    const { opcode, length } = request;
    const head = this.#head(request);
    this.hardware.send(Uint8Array.of(SLIP_END, ...slipEscape(head)));
    if (length > MAX_BLOCK_SIZE + DATA_HEADER_SIZE) {
      this.#sendStatus(StubStatus.BAD_LENGTH, OVERLONG);
      return;
    }
    if (opcode === Opcode.RUN_USER_CODE) {
      this.#leave();
      return;
    }
    const handler = this.#handlers.get(opcode);
    const error = handler ? await handler(request) : StubStatus.NOT_IMPLEMENTED;
    this.#sendStatus(error, 0);
    if (error !== StubStatus.OK) return;
    if (opcode === Opcode.SYNC) this.#answerSyncAgain(head);
    await this.#afterwards.get(opcode)?.(request);
  }

  #answerSyncAgain(head: Uint8Array): void {
    const answer = slipFrame(Buffer.concat([head, Uint8Array.of(StubStatus.OK, 0)]));
    for (let sent = 1; sent < SYNC_ANSWERS; sent++) this.hardware.send(answer);
  }

  #head(request: Request): Uint8Array {
    const { opcode, length } = request;
    const value =
      opcode === Opcode.READ_REG && length === 4 ? this.#registers.read(request.word(0)) : 0;
    if (opcode === Opcode.SPI_FLASH_MD5) return responseHead(opcode, MD5_LENGTH + 2, value);
    const info = opcode === Opcode.GET_SECURITY_INFO ? this.#securityInfo : undefined;
    return responseHead(opcode, info?.length ?? 2, value); // of this one it does not count the status
  }

  #sendStatus(error: number, detail: number): void {
    this.hardware.send(Uint8Array.of(...slipEscape(Uint8Array.of(error, detail)), SLIP_END));
  }

  #sendText(text: string): void {
    this.hardware.send(Buffer.from(text, 'latin1'));
  }

  /** Back into the ROM's boot path, which finds nothing to start. */
  #leave(): void {
    this.dead = true;
    this.#sendText('user code done\r\n');
  }

  #commandTable(): ReadonlyMap<number, Handler> {
    const table = new Map<number, Handler>([
      [Opcode.SYNC, ({ length }) => lengthError(length === 36)],
      [Opcode.READ_REG, ({ length }) => lengthError(length === 4)],
      [Opcode.WRITE_REG, (request) => this.#writeRegisters(request)],
      [Opcode.SPI_ATTACH, ({ length }) => failure(length === 4)],
      [Opcode.SPI_SET_PARAMS, (request) => this.#setFlashSize(request)],
      [Opcode.CHANGE_BAUDRATE, ({ length }) => lengthError(length === 8)],
      [Opcode.READ_FLASH, ({ length }) => lengthError(length === 16)],
      [Opcode.SPI_FLASH_MD5, (request) => this.#md5(request)],
      [Opcode.MEM_BEGIN, (request) => this.#memory.begin(request)],
      [Opcode.MEM_DATA, (request) => this.#memory.data(request)],
      [Opcode.MEM_END, (request) => this.#memory.end(request)],
      [Opcode.FLASH_BEGIN, (request) => this.#flashBegin(request)],
      [Opcode.FLASH_DEFL_BEGIN, (request) => this.#flashBegin(request)],
      [Opcode.FLASH_DATA, (request) => this.#checkBlock(request)],
      [Opcode.FLASH_ENCRYPT_DATA, (request) => this.#checkBlock(request)],
      [Opcode.FLASH_DEFL_DATA, (request) => this.#checkBlock(request)],
      [Opcode.FLASH_END, () => this.#flashWriter.end()],
      [Opcode.FLASH_DEFL_END, () => this.#flashWriter.end()],
      [Opcode.ERASE_FLASH, (request) => this.#eraseFlash(request)],
      [Opcode.ERASE_REGION, (request) => this.#eraseRegion(request)],
    ]);
    const info = this.#securityInfo;
    if (info) table.set(Opcode.GET_SECURITY_INFO, (request) => this.#sendInfo(request, info));
    return table;
  }

  /** What follows the answer to a command that succeeded. */
  #afterwardsTable(): ReadonlyMap<number, (request: Request) => Promise<void>> {
    const flash = this.#flashWriter;
    return new Map([
      [Opcode.CHANGE_BAUDRATE, (request) => this.#changeBaudRate(request)],
      [Opcode.READ_FLASH, (request) => this.#sendFlash(request)],
      [Opcode.FLASH_DATA, (request) => flash.data(blockOf(request))],
      [Opcode.FLASH_ENCRYPT_DATA, (request) => flash.data(blockOf(request))],
      [Opcode.FLASH_DEFL_DATA, (request) => flash.deflatedData(blockOf(request))],
      [Opcode.FLASH_END, (request) => this.#resetUnless(request.word(0))],
      [Opcode.FLASH_DEFL_END, (request) => this.#resetUnless(request.word(0))],
      [Opcode.MEM_END, (request) => this.#jump(request.word(1))],
    ]);
  }

  async #writeRegisters(request: Request): Promise<number> {
    if (request.length % 16 !== 0) return StubStatus.BAD_LENGTH;
    for (let index = 0; index < request.length / 16; index++) {
      await this.hardware.writeRegister(request, index);
    }
    return StubStatus.OK;
  }

  #setFlashSize(request: Request): number {
    if (request.length !== 24) return StubStatus.FAILED;
    this.#flashWriter.flashSize = request.word(1);
    return StubStatus.OK;
  }

  async #changeBaudRate(request: Request): Promise<void> {
    const rate = request.word(0);
    await this.hardware.wait(DRAIN_MS);
    if (rate === 0) this.dead = true;
    else this.#registers.setBaudRate(rate);
  }

  async #md5(request: Request): Promise<number> {
    const address = request.word(0);
    const length = request.word(1);
    if (request.length !== 16) return StubStatus.FAILED;
    if (address + length > this.#flashWriter.flashSize) return StubStatus.FAILED;
    const bytes = await this.hardware.readFlash(address, length);
    this.hardware.send(slipEscape(createHash('md5').update(bytes).digest()));
    return StubStatus.OK;
  }

  #sendInfo(request: Request, info: Uint8Array): number {
    if (request.length !== 0) return StubStatus.FAILED;
    this.hardware.send(slipEscape(info));
    return StubStatus.OK;
  }

  #flashBegin(request: Request): number {
    const { opcode, length } = request;
    const blockSize = request.word(2);
    if (length !== 16 && length !== 20) return StubStatus.BAD_LENGTH;
    if (blockSize > MAX_BLOCK_SIZE) return StubStatus.BAD_BLOCK_SIZE;
    const size = request.word(0);
    const address = request.word(3);
    if (opcode === Opcode.FLASH_BEGIN) this.#flashWriter.begin(size, address);
    else this.#flashWriter.beginDeflated(size, address, request.word(1) * blockSize);
    return StubStatus.OK;
  }

  #checkBlock(request: Request): number {
    if (!this.#flashWriter.begun) return StubStatus.NOT_BEGUN;
    const block = blockOf(request);
    if (dataChecksum(block) !== request.checksum) return StubStatus.BAD_CHECKSUM;
    const announced = request.length - DATA_HEADER_SIZE;
    return request.word(0) === announced ? this.#flashWriter.lastError : StubStatus.BAD_LENGTH;
  }

  async #eraseFlash({ length }: Request): Promise<number> {
    if (length !== 0) return StubStatus.FAILED;
    await this.hardware.eraseWholeFlash();
    return StubStatus.OK;
  }

  async #eraseRegion(request: Request): Promise<number> {
    const address = request.word(0);
    const length = request.word(1);
    if (request.length !== 8) return StubStatus.FAILED;
    if (address % SECTOR_SIZE !== 0 || length % SECTOR_SIZE !== 0) return StubStatus.FAILED;
    const there = Math.max(0, Math.min(length, this.#flashWriter.flashSize - address));
    if (there > 0) await this.hardware.eraseFlash(address, there);
    return failure(there === length);
  }

  /** Flag 0 of FLASH_END: reset. */
  async #resetUnless(stay: number): Promise<void> {
    if (stay !== 0) return;
    await this.hardware.wait(DRAIN_MS);
    this.dead = true;
    this.#board.reset('software');
  }

  /** MEM_END with an entry address: code that we have no CPU for, and that returns. */
  async #jump(entry: number): Promise<void> {
    if (entry === 0) return;
    await this.hardware.wait(1);
    this.#leave();
  }

  async #sendFlash(request: Request): Promise<void> {
    const rest = await this.#flashReader.read(request, this.#flashWriter.flashSize);
    if (rest) this.interrupt(rest);
  }
}

/** The data behind the head of a data command. */
function blockOf(request: Request): Uint8Array {
  return request.bytes(DATA_HEADER_SIZE, request.length - DATA_HEADER_SIZE);
}

function lengthError(right: boolean): number {
  return right ? StubStatus.OK : StubStatus.BAD_LENGTH;
}

function failure(right: boolean): number {
  return right ? StubStatus.OK : StubStatus.FAILED;
}
