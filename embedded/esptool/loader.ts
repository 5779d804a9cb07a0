import {
  block,
  checksum,
  decodeAnswer,
  encodeRequest,
  fittingSize,
  OPCODE,
  splitBody,
  words,
  type Answer,
  type CommandName,
} from './commands.ts';
import { EsptoolError } from './esptool-error.ts';
import { Deadline, PROMPT, type Link } from './link.ts';

/** The rate at which every ROM starts to listen, in baud. */
export const ROM_BAUD_RATE = 115_200;

const ANSWER_TIMEOUT_MS = 3000; // esptool's default; the slowest command without a size answers within 500 ms
const SYNC_TIMEOUT_MS = 100; // the answer comes within 10 ms, and a USB bridge may hold it back for another 16 ms
const REPEATED_ANSWER_TIMEOUT_MS = 100;
const SYNC_ANSWERS = 8; // ROMs and stubs alike answer one SYNC eight times
const SYNC_DATA = Uint8Array.from([0x07, 0x07, 0x12, 0x20, ...Array<number>(32).fill(0x55)]);
const INVALID_MESSAGE = 0x05; // the ROM's reason for an opcode that it does not know
/** Register commands are answered at once; a reply that needs longer than this is lost. SYNC has less patience. */
const REGISTER_TIMEOUT_MS = 500;

/** What may be asked again when no answer came: the second time does no more than the first. */
const REPEATABLE: ReadonlySet<CommandName> = new Set([
  'READ_REG',
  'WRITE_REG',
  'GET_SECURITY_INFO',
  'SPI_FLASH_MD5',
  'ERASE_REGION',
]);
const COMMAND_ATTEMPTS = 3;

/**
 * A stub that has lost half a frame takes the inside of frames for the outside, and stays deaf for ever. One END more
 * puts it right; it puts a stub out of step that was not, and the next one puts that right again.
 */
const RESYNC_WITH_END = [false, true, true, true, true] as const;

export interface Command {
  name: CommandName;
  data?: Uint8Array;
  /** Of the block, for the commands that carry one. */
  checksum?: number;
  /** How many bytes of data the answer may have besides the status; the larger ones first. */
  answerSizes?: readonly number[];
  /** On top of the time that the request needs on the wire. */
  timeoutMs?: number;
}

export interface CommandAnswer {
  /** The register's, for READ_REG. */
  value: number;
  data: Uint8Array;
}

/** One numbered block of MEM_DATA, FLASH_DATA or FLASH_DEFL_DATA. */
export function blockCommand(
  name: 'MEM_DATA' | 'FLASH_DATA' | 'FLASH_DEFL_DATA',
  bytes: Uint8Array,
  sequence: number,
): Command {
  return { name, data: block(bytes, sequence), checksum: checksum(bytes) };
}

/**
 * Speaks to a ROM loader or a flasher stub: one command at a time, each with its deadline. Answers that nobody waits
 * for any more are told from the ones that are due; after a command that was not answered, a SYNC puts the two sides
 * in step before the next one.
 */
export class Loader {
  readonly link: Link;
  /** Who listens on the other side. */
  kind: 'rom' | 'stub' = 'rom';
  /** Of the line, in baud: it decides how long a request is on the way. */
  baudRate = ROM_BAUD_RATE;
  #queue: Promise<unknown> = Promise.resolve();
  #inDoubt = false;
  #lastOpcode: number = OPCODE.SYNC;

  constructor(link: Link) {
    this.link = link;
  }

  /**
   * Sends one command; returns the value and the data of its answer. What may be repeated is, when no answer comes.
   * Throws EsptoolError, `command-refused` with the status.
   */
  command(command: Command, signal: AbortSignal): Promise<CommandAnswer> {
    return this.exclusive(() => this.#untilAnswered(command, signal));
  }

  /** Nobody else uses the link until `work` is done. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** A command inside `exclusive`. */
  async exchange(command: Command, signal: AbortSignal): Promise<CommandAnswer> {
    await this.#putInStep(signal);
    const { name, data = new Uint8Array(0), answerSizes = [0] } = command;
    this.link.discard();
    this.#inDoubt = true;
    this.link.send(encodeRequest(name, data, command.checksum));
    const timeoutMs = (command.timeoutMs ?? ANSWER_TIMEOUT_MS) + this.#wireTimeMs(data.length);
    const answer = await this.#answerTo(name, timeoutMs, signal);
    this.#inDoubt = false;
    this.#lastOpcode = OPCODE[name];
    const { data: answerData, failure } = splitBody(
      answer.body,
      fittingSize(answer.body, answerSizes),
    );
    if (failure !== undefined) {
      throw new EsptoolError('command-refused', `${name} was refused with status ${failure}`, {
        status: failure,
      });
    }
    return { value: answer.value, data: answerData };
  }

  /**
   * Sends SYNC up to `attempts` times until it is answered; false if it never is. Sends anew at once when the ROM
   * prints that it listens now. Sets `kind`.
   */
  async sync(attempts: number, signal: AbortSignal): Promise<boolean> {
    return this.exclusive(() => this.#sync(Array<boolean>(attempts).fill(false), signal));
  }

  /** Reads one register. */
  async readReg(
    address: number,
    signal: AbortSignal,
    timeoutMs = REGISTER_TIMEOUT_MS,
  ): Promise<number> {
    const command = { name: 'READ_REG', data: words(address), timeoutMs } as const;
    const { value } = await this.command(command, signal);
    return value;
  }

  /** Writes registers in this order, in one command. */
  async writeRegs(
    writes: { address: number; value: number; mask?: number }[],
    signal: AbortSignal,
  ): Promise<void> {
    await this.command(writeCommand(writes), signal);
  }

  /** Writes a register inside `exclusive`, once: what follows from it must not happen again. */
  async writeOnce(
    write: { address: number; value: number; mask?: number },
    signal: AbortSignal,
  ): Promise<void> {
    await this.exchange(writeCommand([write]), signal);
  }

  /** The other side is in the middle of something: unless it is marked in step again, the next command begins with a SYNC. */
  markInDoubt(): void {
    this.#inDoubt = true;
  }

  markInStep(): void {
    this.#inDoubt = false;
  }

  /** Waits until the ROM prints that it listens, at most `ms`. */
  async waitForPrompt(ms: number, signal: AbortSignal): Promise<void> {
    const deadline = new Deadline('prompt of the bootloader', ms);
    let frame: Uint8Array | undefined;
    do {
      frame = await this.#receiveOrGiveUp(deadline, signal);
    } while (frame !== undefined && frame !== PROMPT);
  }

  async #putInStep(signal: AbortSignal): Promise<void> {
    if (!this.#inDoubt) {
      return;
    }
    const expected = this.kind;
    if (!(await this.#sync(RESYNC_WITH_END, signal))) {
      throw new EsptoolError('timeout', `no answer to SYNC, ${RESYNC_WITH_END.length} times`);
    }
    if (this.kind !== expected) {
      throw new EsptoolError('stub-failed', 'The chip has restarted; the flasher stub is gone');
    }
  }

  async #untilAnswered(command: Command, signal: AbortSignal): Promise<CommandAnswer> {
    const attempts = REPEATABLE.has(command.name) ? COMMAND_ATTEMPTS : 1;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.exchange(command, signal);
      } catch (error) {
        if (attempt === attempts || !isTimeout(error)) {
          throw error;
        }
      }
    }
  }

  /** One SYNC for each attempt, with an END before it where the attempt says so. */
  async #sync(withEnd: readonly boolean[], signal: AbortSignal): Promise<boolean> {
    this.link.discard();
    for (const oneMore of withEnd) {
      if (oneMore) {
        this.link.sendEnd();
      }
      this.link.send(encodeRequest('SYNC', SYNC_DATA));
      const first = await this.#syncAnswer(SYNC_TIMEOUT_MS, signal);
      if (first) {
        await this.#finishSync(first, signal);
        return true;
      }
    }
    return false;
  }

  /** Seven more answers belong to the first; a stub is known by the value 0 in all of them. */
  async #finishSync(first: Answer, signal: AbortSignal): Promise<void> {
    let stub = first.value === 0;
    for (let count = 1; count < SYNC_ANSWERS; count += 1) {
      const answer = await this.#syncAnswer(REPEATED_ANSWER_TIMEOUT_MS, signal);
      if (!answer) {
        break;
      }
      stub &&= answer.value === 0;
    }
    this.kind = stub ? 'stub' : 'rom';
    this.#inDoubt = false;
    this.#lastOpcode = OPCODE.SYNC;
  }

  /** Undefined after the time, and at once when the ROM has only now begun to listen. */
  async #syncAnswer(timeoutMs: number, signal: AbortSignal): Promise<Answer | undefined> {
    const deadline = new Deadline('answer to SYNC', timeoutMs + this.#wireTimeMs(SYNC_DATA.length));
    for (;;) {
      const frame = await this.#receiveOrGiveUp(deadline, signal);
      if (frame === undefined || frame === PROMPT) {
        return undefined;
      }
      const answer = decodeAnswer(frame);
      if (answer?.opcode === OPCODE.SYNC && splitBody(answer.body, 0).failure === undefined) {
        return answer;
      }
    }
  }

  async #answerTo(name: CommandName, timeoutMs: number, signal: AbortSignal): Promise<Answer> {
    const deadline = new Deadline(`answer to ${name}`, timeoutMs);
    for (;;) {
      const frame = await this.link.receive(deadline, signal);
      const answer = decodeAnswer(frame);
      if (answer?.opcode === OPCODE[name]) {
        return answer;
      }
      if (answer && this.#isUnknownCommand(answer)) {
        // In the name of SYNC it does so eight times. What is still to come comes before the answers to a SYNC: the next
        // command begins with one.
        throw new EsptoolError('command-refused', `${name} is unknown to this ROM`);
      }
    }
  }

  /** A ROM answers an opcode that it does not know in the name of the one before. */
  #isUnknownCommand({ opcode, body }: Answer): boolean {
    return opcode === this.#lastOpcode && body[0] === 1 && body[1] === INVALID_MESSAGE;
  }

  async #receiveOrGiveUp(deadline: Deadline, signal: AbortSignal): Promise<Uint8Array | undefined> {
    try {
      return await this.link.receive(deadline, signal);
    } catch (error) {
      if (isTimeout(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /** Ten bits a byte, and every byte may have to be escaped. */
  #wireTimeMs(bytes: number): number {
    return (bytes * 2 * 10 * 1000) / this.baudRate;
  }
}

/** Each write: address, value, mask, and a delay before it. */
function writeCommand(writes: { address: number; value: number; mask?: number }[]): Command {
  const data = writes.flatMap(({ address, value, mask = 0xffff_ffff }) => [
    address,
    value,
    mask,
    0,
  ]);
  return { name: 'WRITE_REG', data: words(...data), timeoutMs: REGISTER_TIMEOUT_MS };
}

function isTimeout(error: unknown): boolean {
  return error instanceof EsptoolError && error.code === 'timeout';
}
