import { createHash } from 'node:crypto';
import { Opcode } from '../../../src/virtual-bench/virtual-esp32/loaders/commands.ts';
import { Flash } from '../../../src/virtual-bench/virtual-esp32/silicon/flash.ts';
import { BenchBoard } from './bench-board.ts';
import { recordedEsp32, recordedEsp32c3 } from './recorded-chips.ts';
import { command, syncCommand, words } from './requests.ts';

const FLASH_SIZE = 0x400000;
const GIGADEVICE = 0xc8;
/** Where the stubs of the recorded esptool 5.3.1 and 4.8.1 are entered. */
const STUB_ENTRY = {
  esp32: { new: 0x400a9074, legacy: 0x400be5ec },
  esp32c3: { new: 0x40380f2e, legacy: 0x403806d2 },
};

/** The board of the recordings, with its chip in the loader that was recorded. */
export async function recordedBoard(
  chip: 'esp32' | 'esp32c3',
  mac: string,
  running: 'rom' | 'new' | 'legacy',
): Promise<BenchBoard> {
  const flash = new Flash(FLASH_SIZE, { manufacturer: GIGADEVICE });
  const board =
    chip === 'esp32'
      ? new BenchBoard(recordedEsp32, { mac, flash })
      : new BenchBoard(recordedEsp32c3, { mac, flash, uniqueId: '0'.repeat(32) });
  await board.exchange(syncCommand);
  if (running !== 'rom') {
    await board.exchange(command(Opcode.MEM_END, words(0, STUB_ENTRY[chip][running])));
  }
  return board;
}

/** The last of the preparations that the recordings leave out. */
export async function attachFlash(
  board: BenchBoard,
  running: 'rom' | 'new' | 'legacy',
): Promise<void> {
  const attach = running === 'rom' ? words(0, 0) : words(0);
  await board.exchange(command(Opcode.SPI_ATTACH, attach));
  const params = words(0, FLASH_SIZE, 0x10000, 0x1000, 0x100, 0xffff);
  await board.exchange(command(Opcode.SPI_SET_PARAMS, params));
}

/** nvs, phy_init and factory, as ESP-IDF's single-app table has them, and the MD5 row. */
export function partitionTable(): Buffer {
  const rows = Buffer.concat([
    partition(1, 2, 0x9000, 0x6000, 'nvs'),
    partition(1, 1, 0xf000, 0x1000, 'phy_init'),
    partition(0, 0, 0x10000, 0x100000, 'factory'),
  ]);
  const md5 = createHash('md5').update(rows).digest();
  return Buffer.concat([rows, Buffer.from('ebeb', 'hex'), Buffer.alloc(14, 0xff), md5]);
}

function partition(
  type: number,
  subtype: number,
  offset: number,
  size: number,
  label: string,
): Buffer {
  const row = Buffer.concat([Buffer.of(0xaa, 0x50, type, subtype), words(offset, size)]);
  return Buffer.concat([row, Buffer.from(label.padEnd(16, '\0')), words(0)]);
}
