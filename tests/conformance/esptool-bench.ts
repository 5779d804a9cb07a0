import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ChipName } from '../../src/contract/chip.ts';
import { startVirtualEsp32 } from '../../src/virtual-bench/virtual-esp32/start-virtual-esp32.ts';
import type { VirtualEsp32 } from '../../src/virtual-bench/virtual-esp32/virtual-esp32.ts';
import { pythonWithEspressifTools } from './python.ts';

/** Longer deadlines for esptool itself. */
const PATIENCE = join(import.meta.dirname, 'esptool.cfg');
/** Seconds that pyserial waits for an acknowledgement: its own 3 are short where many esptools start at once. */
const ACKNOWLEDGE_TIMEOUT_S = 20;

/** A virtual board with the real esptool in front of it, and a folder for files. */
export async function esptoolBench(chip: ChipName, identity: { uniqueId?: string } = {}) {
  const python = pythonWithEspressifTools();
  const folder = await mkdtemp(join(tmpdir(), 'esptool-'));
  const running = await startVirtualEsp32({ chip, mac: 'A0:B1:C2:D3:E4:F5', ...identity });
  const port = `${running.url}?timeout=${ACKNOWLEDGE_TIMEOUT_S}`;
  const path = (name: string): string => join(folder, name);
  return {
    board: running.board,
    /** Runs esptool on the board's port; chip and resets are what it takes by default. */
    esptool: (...args: readonly string[]): Promise<EsptoolRun> =>
      run(python, ['-m', 'esptool', '--port', port, ...args]),
    /** Espressif's reader of eFuses, likewise. */
    espefuse: (...args: readonly string[]): Promise<EsptoolRun> =>
      run(python, ['-m', 'espefuse', '--port', port, ...args]),
    path,
    async file(name: string, contents: Uint8Array): Promise<string> {
      await writeFile(path(name), contents);
      return path(name);
    },
    read: (name: string): Promise<Buffer> => readFile(path(name)),
    async [Symbol.asyncDispose](): Promise<void> {
      await running.close();
      await rm(folder, { recursive: true });
    },
  };
}

export interface EsptoolRun {
  readonly exitCode: number;
  readonly output: string;
}

/** Resolves with the answer of the firmware to `AT`, at its own baud rate. */
export function firmwareAnswer(board: VirtualEsp32): Promise<string> {
  board.setHostBaudRate(115_200);
  return new Promise((resolve) => {
    let text = '';
    const stopListening = board.onTransmit((bytes) => {
      text += Buffer.from(bytes).toString();
      if (!text.endsWith('OK\r\n')) return;
      stopListening();
      resolve(text);
    });
    board.receive(Buffer.from('AT\r\n'));
  });
}

function run(command: string, args: readonly string[]): Promise<EsptoolRun> {
  return new Promise((resolve) => {
    const environment = {
      ...process.env,
      COLUMNS: '200',
      NO_COLOR: '1',
      ESPTOOL_CFGFILE: PATIENCE,
    };
    const child = execFile(command, args, { env: environment }, (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode ?? -1, output: stdout + stderr });
    });
  });
}
