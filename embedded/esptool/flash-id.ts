import type { SpiRegisters } from './chips.ts';
import { EsptoolError } from './esptool-error.ts';
import type { Loader } from './loader.ts';

/** The flash chip, as it answers the JEDEC command RDID (0x9f). */
export interface FlashId {
  manufacturer: number;
  device: number;
  /** In bytes; undefined for a code that JEDEC's table does not have. */
  size: number | undefined;
}

const READ_ID = 0x9f;
const ID_BITS = 24;
const READ_STATUS = 0x05;
const STATUS_BITS = 8;
/** BP0 to BP2 of status register 1: the same in the flash chips of all makers. */
const BLOCK_PROTECTION = 0b1_1100;

/** Bits of SPI_USER: send a command, then read. Source: the register descriptions in the chips' reference manuals. */
const USER_COMMAND_AND_READ = 0x9000_0000;
/** SPI_USER2: the command has 8 bits (7 + 1). */
const EIGHT_BIT_COMMAND = 0x7000_0000;
/** SPI_CMD: start the transfer; reads 0 when it is done. */
const START = 1 << 18;
const POLLS = 10; // the transfer takes a microsecond, one question a millisecond

/** Asks the flash chip who it is, through the SPI controller's registers. Throws `flash-size-unknown` if it is mute. */
export async function readFlashId(
  loader: Loader,
  registers: SpiRegisters,
  signal: AbortSignal,
): Promise<FlashId> {
  return parseFlashId(await ask(loader, registers, { command: READ_ID, bits: ID_BITS, signal }));
}

/** Whether the flash chip's status register locks blocks against erasing and writing. */
export async function isWriteProtected(
  loader: Loader,
  registers: SpiRegisters,
  signal: AbortSignal,
): Promise<boolean> {
  const status = await ask(loader, registers, { command: READ_STATUS, bits: STATUS_BITS, signal });
  return (status & BLOCK_PROTECTION) !== 0;
}

/** Sends a command to the flash chip and reads its answer, the first bit in the lowest place. */
async function ask(
  loader: Loader,
  registers: SpiRegisters,
  { command, bits, signal }: { command: number; bits: number; signal: AbortSignal },
): Promise<number> {
  const user = await loader.readReg(registers.user, signal);
  const user2 = await loader.readReg(registers.user2, signal);
  await loader.writeRegs(
    [
      { address: registers.misoLength, value: bits - 1 },
      { address: registers.user, value: USER_COMMAND_AND_READ },
      { address: registers.user2, value: EIGHT_BIT_COMMAND | command },
      { address: registers.word0, value: 0 },
      { address: registers.command, value: START },
    ],
    signal,
  );
  await transferDone(loader, registers, signal);
  const answer = await loader.readReg(registers.word0, signal);
  await loader.writeRegs(
    [
      { address: registers.user, value: user },
      { address: registers.user2, value: user2 },
    ],
    signal,
  );
  return answer;
}

/** `id`: manufacturer in bits 0 to 7, then type and capacity. Throws `flash-size-unknown` for a dead bus. */
export function parseFlashId(id: number): FlashId {
  const manufacturer = id & 0xff;
  if (manufacturer === 0x00 || manufacturer === 0xff) {
    throw new EsptoolError('flash-size-unknown', 'The flash chip does not answer');
  }
  const capacity = (id >>> 16) & 0xff;
  const device = (id & 0xff00) | capacity;
  return { manufacturer, device, size: sizeOf(capacity) };
}

/** The capacity byte is the power of two; some makers count from another base. Source: esptool's table. */
function sizeOf(capacity: number): number | undefined {
  if (capacity >= 0x12 && capacity <= 0x1c) {
    return 2 ** capacity;
  }
  if (capacity >= 0x20 && capacity <= 0x22) {
    return 2 ** (capacity - 0x20 + 26);
  }
  if (capacity >= 0x32 && capacity <= 0x3a) {
    return 2 ** (capacity - 0x20);
  }
  return undefined;
}

async function transferDone(
  loader: Loader,
  registers: SpiRegisters,
  signal: AbortSignal,
): Promise<void> {
  for (let poll = 0; poll < POLLS; poll += 1) {
    if (((await loader.readReg(registers.command, signal)) & START) === 0) {
      return;
    }
  }
  throw new EsptoolError('flash-size-unknown', 'The SPI controller does not finish');
}
