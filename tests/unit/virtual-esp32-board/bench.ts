import { createTiming } from '../../../src/virtual-bench/virtual-esp32/time/timing.ts';
import {
  VirtualEsp32,
  type VirtualEsp32Options,
} from '../../../src/virtual-bench/virtual-esp32/virtual-esp32.ts';
import { FakeClock } from './fake-clock.ts';

/** A board whose UART a test holds in its hands, without a server between. */
export function instantBench(options: Partial<VirtualEsp32Options> = {}) {
  return bench({ ...options, timing: createTiming('instant') });
}

/** The same in real timing, by a clock that the test winds. */
export function realBench(options: Partial<VirtualEsp32Options> = {}) {
  const clock = new FakeClock();
  return { clock, ...bench({ ...options, timing: createTiming('real', clock) }) };
}

function bench(options: Partial<VirtualEsp32Options> & Pick<VirtualEsp32Options, 'timing'>) {
  const board = new VirtualEsp32({ chip: 'esp32s3', mac: 'A0:B1:C2:D3:E4:F5', ...options });
  let heard: Buffer = Buffer.alloc(0);
  let onHeard = (): void => undefined;
  board.onTransmit((bytes) => {
    heard = Buffer.concat([heard, bytes]);
    onHeard();
  });
  const line = {
    board,
    /** What the chip has said since `forget`, without colours. */
    text: () => heard.toString().replaceAll(/\x1b\[[0-9;]*m/g, ''),
    bytes: () => heard,
    forget: () => {
      heard = Buffer.alloc(0);
    },
    /** Resolves with the text once it holds `part`. */
    until: (part: string): Promise<string> =>
      new Promise((resolve) => {
        onHeard = () => {
          if (line.text().includes(part)) resolve(line.text());
        };
        onHeard();
      }),
    send: (text: string) => board.receive(Buffer.from(text)),
    /** esptool's default reset, one line after the other: EN low, then EN high with the boot pin low, then both high. */
    resetIntoLoader: async () => {
      line.forget();
      board.setLines({ dtr: false, rts: true });
      board.setLines({ dtr: true, rts: false });
      await line.until('waiting for download\r\n');
      board.setLines({ dtr: false, rts: false });
    },
    resetIntoFirmware: () => {
      line.forget();
      board.setLines({ dtr: false, rts: true });
      board.setLines({ dtr: false, rts: false });
    },
  };
  return line;
}
