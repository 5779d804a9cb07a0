import { startRfc2217Server, type Rfc2217Server } from './line/rfc2217-server.ts';
import { createTiming, type TimingMode } from './time/timing.ts';
import { VirtualEsp32, type VirtualEsp32Options } from './virtual-esp32.ts';

export interface StartVirtualEsp32Options extends Omit<
  VirtualEsp32Options,
  'chip' | 'mac' | 'timing'
> {
  /** 127.0.0.1 if left out: whoever reaches the port owns the board. */
  readonly host?: string;
  /** 0, or left out: the system chooses. */
  readonly port?: number;
  /** An ESP32-S3 if left out. */
  readonly chip?: VirtualEsp32Options['chip'];
  /** The MAC of the specification's example if left out. */
  readonly mac?: string;
  /** `instant` if left out. */
  readonly timing?: TimingMode;
}

export interface RunningVirtualEsp32 {
  /** `rfc2217://host:port`. */
  readonly url: string;
  readonly board: VirtualEsp32;
  readonly server: Rfc2217Server;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Puts a virtual board on the bench and opens its port. Throws what VirtualEsp32 and startRfc2217Server throw. */
export async function startVirtualEsp32({
  host = '127.0.0.1',
  port = 0,
  timing = 'instant',
  chip = 'esp32s3',
  mac = 'A0:B1:C2:D3:E4:F5',
  ...options
}: StartVirtualEsp32Options = {}): Promise<RunningVirtualEsp32> {
  const board = new VirtualEsp32({ ...options, chip, mac, timing: createTiming(timing) });
  try {
    const server = await startRfc2217Server(board, { host, port });
    const close = async (): Promise<void> => {
      await server.close();
      board.close();
    };
    return { url: server.url, board, server, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    board.close();
    throw error;
  }
}
