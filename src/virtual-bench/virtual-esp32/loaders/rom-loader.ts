import { createHash } from 'node:crypto';
import type { Board } from '../board.ts';
import { Opcode, Request } from './commands.ts';
import { LoaderHardware } from './loader-hardware.ts';
import type { Loader } from './loader-hardware.ts';
import { Registers } from '../silicon/registers.ts';
import { RomAnswers } from './rom-answers.ts';
import { RomReceiver } from './rom-receiver.ts';
import { BlockSequence, MAX_BLOCK_SIZE, RomError } from './rom-transfer.ts';
import { RomFlashWriter } from './rom-flash-writer.ts';
import { slipFrame } from './slip.ts';
import { createStubLoader, stubKind } from './stub-loader.ts';

/** What a chip talks after a reset. */
export const ROM_BAUD_RATE = 115_200;
/** Without SPI_SET_PARAMS the ROM takes 1 MiB and refuses 3 MiB. */
const DEFAULT_FLASH_SIZE = 0x200000;
const SLOW_READ_LENGTH = 64;
const MD5_TEXT_LENGTH = 32;
/** What the ROM drains its transmitter with, before a reset and before another baud rate. */
const EMPTY_FRAME = slipFrame(new Uint8Array(0));
/** Refused like an unknown command once secure download mode is burnt. */
const INSECURE_OPCODES: ReadonlySet<number> = new Set([
  Opcode.MEM_BEGIN,
  Opcode.MEM_DATA,
  Opcode.MEM_END,
  Opcode.READ_REG,
  Opcode.WRITE_REG,
  Opcode.READ_FLASH_SLOW,
  Opcode.SPI_FLASH_MD5,
]);

/**
 * The serial loader in the mask ROM, with its manners: a status of four bytes of which the last two
 * are whatever an earlier answer left there, an error code that success does not clear, a value
 * that only READ_REG and SYNC set, hardly any check of lengths, and no way back from a bad address.
 */
export function createRomLoader(board: Board): Loader {
  return new RomLoader(board);
}

type Handler = (request: Request) => Promise<void> | void;

class RomLoader implements Loader {
  readonly #board: Board;
  readonly #registers: Registers;
  readonly #hardware: LoaderHardware;
  readonly #receiver = new RomReceiver();
  readonly #handlers: ReadonlyMap<number, Handler>;

  readonly #input: Uint8Array[] = [];
  #busy = false;
  #working: Promise<void> = Promise.resolve();
  #dead = false;

  readonly #answers: RomAnswers;
  #memory: { readonly sequence: BlockSequence; address: number } | undefined;
  readonly #flashWriter: RomFlashWriter;

  constructor(board: Board) {
    this.#board = board;
    this.#registers = new Registers(board, ROM_BAUD_RATE);
    this.#hardware = new LoaderHardware(board, this.#registers);
    this.#answers = new RomAnswers(this.#hardware);
    this.#flashWriter = new RomFlashWriter(this.#hardware, DEFAULT_FLASH_SIZE);
    this.#handlers = this.#commandTable();
  }

  receive(bytes: Uint8Array): void {
    if (this.#dead || this.#hardware.halted) return;
    this.#input.push(bytes);
    if (!this.#busy) this.#working = this.#work();
  }

  stop(): void {
    this.#hardware.halt();
  }

  settled(): Promise<void> {
    return this.#working;
  }

  /** The ROM keeps what arrives while it is busy, and deals with it in order. */
  async #work(): Promise<void> {
    this.#busy = true;
    try {
      for (let bytes = this.#input.shift(); bytes; bytes = this.#input.shift()) {
        for (const byte of bytes) {
          const length = this.#receiver.take(byte);
          if (length !== undefined) await this.#execute(length);
          if (this.#dead) return;
        }
      }
    } catch (error) {
      this.#dead = true;
      this.#hardware.crash(error, this.#board.chip.rom.crashProgramCounter);
    } finally {
      this.#busy = false;
    }
  }

  async #execute(frameLength: number): Promise<void> {
    const request = new Request(this.#receiver.buffer, frameLength);
    const handler = this.#handlers.get(request.opcode);
    if (!handler || !request.isRequest || this.#isForbidden(request.opcode)) {
      this.#answers.send(RomError.INVALID);
      return;
    }
    this.#answers.opcode = request.opcode;
    await handler(request);
  }

  #isForbidden(opcode: number): boolean {
    return this.#board.efuses.security.secureDownloadMode && INSECURE_OPCODES.has(opcode);
  }

  #commandTable(): ReadonlyMap<number, Handler> {
    const flash = this.#flashWriter;
    const table = new Map<number, Handler>([
      [Opcode.SYNC, (request) => this.#sync(request)],
      [Opcode.READ_REG, (request) => this.#readRegister(request)],
      [Opcode.WRITE_REG, (request) => this.#writeRegisters(request)],
      [Opcode.MEM_BEGIN, (request) => this.#answers.send(this.#memoryBegin(request))],
      [Opcode.MEM_DATA, (request) => this.#answers.send(this.#memoryData(request))],
      [Opcode.MEM_END, (request) => this.#memoryEnd(request)],
      [Opcode.SPI_ATTACH, () => this.#spiAttach()],
      [Opcode.SPI_SET_PARAMS, (request) => this.#answers.send(this.#setFlashSize(request))],
      [Opcode.CHANGE_BAUDRATE, (request) => this.#changeBaudRate(request)],
      [Opcode.READ_FLASH_SLOW, (request) => this.#readFlash(request)],
      [Opcode.SPI_FLASH_MD5, (request) => this.#md5(request)],
      [
        Opcode.FLASH_BEGIN,
        async (request) => this.#answers.send(await flash.begin(request, false)),
      ],
      [
        Opcode.FLASH_DEFL_BEGIN,
        async (request) => this.#answers.send(await flash.begin(request, true)),
      ],
      [Opcode.FLASH_DATA, async (request) => this.#answers.send(await flash.data(request))],
      [Opcode.FLASH_DEFL_DATA, (request) => this.#deflatedData(request)],
      [Opcode.FLASH_END, (request) => this.#flashEnd(request)],
      [Opcode.FLASH_DEFL_END, (request) => this.#deflatedEnd(request)],
    ]);
    const info = this.#board.efuses.securityInfo();
    if (info) table.set(Opcode.GET_SECURITY_INFO, () => this.#securityInfo(info));
    return table;
  }

  #sync(request: Request): void {
    this.#answers.value = request.word(0);
    this.#answers.sendClean();
  }

  #readRegister(request: Request): void {
    this.#answers.value = this.#registers.read(request.word(0));
    this.#answers.sendClean();
  }

  /** Address, value, mask and delay in microseconds, for each 16 bytes; a rest is ignored. */
  async #writeRegisters(request: Request): Promise<void> {
    for (let index = 0; index < Math.floor(request.length / 16); index++) {
      await this.#hardware.writeRegister(request, index);
    }
    this.#answers.sendClean();
  }

  #memoryBegin(request: Request): number {
    const blockSize = request.word(2);
    if (request.length !== 16 || blockSize > MAX_BLOCK_SIZE) return RomError.INVALID;
    this.#memory = { sequence: new BlockSequence(blockSize), address: request.word(3) };
    return 0;
  }

  #memoryData(request: Request): number {
    const block = this.#memory?.sequence.accept(request);
    if (!this.#memory || !block) return RomError.INVALID;
    if (typeof block === 'number') return block;
    this.#registers.writeBytes(this.#memory.address, block);
    this.#memory.address += block.length;
    return 0;
  }

  #memoryEnd(request: Request): void {
    const stay = request.word(0);
    const entry = request.word(1);
    this.#memory = undefined;
    this.#answers.send(0);
    const { flashReadPointer } = this.#board.chip.rom;
    const isLocked = flashReadPointer !== undefined && this.#board.efuses.security.secureBoot;
    if (stay === 0 && !isLocked) this.#jump(entry);
  }

  /** Uploaded code that is no stub we know runs, and says nothing. */
  #jump(entry: number): void {
    this.#dead = true;
    if (this.#board.watchdogRunsOn && this.#registers.watchdogIsOn) {
      this.#board.reset('watchdog');
      return;
    }
    const kind = stubKind(this.#board.chip, entry);
    if (kind && !this.#board.takeStubCrash())
      this.#board.run(createStubLoader(this.#board, this.#registers, kind));
  }

  #spiAttach(): void {
    this.#flashWriter.attached = true;
    this.#answers.sendClean();
  }

  #setFlashSize(request: Request): number {
    if (request.length !== 24) return RomError.INVALID;
    this.#flashWriter.flashSize = request.word(1);
    return 0;
  }

  /** The new rate holds after the answer; a rate of 0 is a division by zero. */
  #changeBaudRate(request: Request): void {
    const rate = Math.round(request.word(0) / this.#board.chip.rom.baudFactor);
    if (rate === 0) {
      this.#dead = true;
      return;
    }
    this.#answers.sendClean();
    this.#hardware.send(EMPTY_FRAME);
    this.#registers.setBaudRate(rate);
  }

  /** Always 64 bytes; those beyond the length asked for are an earlier answer's. */
  async #readFlash(request: Request): Promise<void> {
    const { flashReadPointer } = this.#board.chip.rom;
    const hijack = flashReadPointer === undefined ? 0 : this.#registers.read(flashReadPointer);
    if (hijack !== 0) {
      this.#jump(hijack);
      return;
    }
    const address = request.word(0);
    const length = request.word(1);
    if (length > SLOW_READ_LENGTH) {
      this.#answers.send(RomError.READ_LENGTH, SLOW_READ_LENGTH);
      return;
    }
    if (address + length > this.#flashWriter.flashSize) {
      this.#answers.send(RomError.READ, SLOW_READ_LENGTH);
      return;
    }
    this.#answers.data.set(await this.#hardware.readFlash(address, length));
    this.#answers.sendClean(SLOW_READ_LENGTH);
  }

  /** The digest as 32 hex digits, where the stubs send 16 bytes. */
  async #md5(request: Request): Promise<void> {
    const address = request.word(0);
    const length = request.word(1);
    if (address + length > this.#flashWriter.flashSize) {
      this.#answers.send(RomError.READ, MD5_TEXT_LENGTH);
      return;
    }
    const bytes = await this.#hardware.readFlash(address, length);
    this.#answers.data.write(createHash('md5').update(bytes).digest('hex'), 'latin1');
    this.#answers.sendClean(MD5_TEXT_LENGTH);
  }

  /** A block after the end of the compressed stream stops the ROM for good, without a word. */
  async #deflatedData(request: Request): Promise<void> {
    const error = await this.#flashWriter.deflatedData(request);
    if (error === 'stream-is-over') this.#dead = true;
    else this.#answers.send(error);
  }

  /** Leaves the loader whatever the status: flag 0 resets the chip, any other boots the flash. */
  #flashEnd(request: Request): void {
    const reboot = request.word(0) === 0;
    this.#answers.send(this.#flashWriter.end());
    this.#dead = true;
    if (reboot) this.#softwareReset();
    else this.#board.boot();
  }

  #deflatedEnd(request: Request): void {
    const reboot = request.word(0) === 0;
    this.#answers.send(this.#flashWriter.end());
    if (reboot) this.#softwareReset();
  }

  #softwareReset(): void {
    this.#dead = true;
    this.#hardware.send(EMPTY_FRAME);
    this.#board.reset('software');
  }

  #securityInfo(info: Uint8Array): void {
    this.#answers.data.set(info);
    this.#answers.send(0, info.length);
  }
}
