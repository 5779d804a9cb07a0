import { expect, test } from 'vitest';
import { setBaudRate, setLines } from '../../../embedded/esptool/line-calls.ts';
import { hardReset, resetIntoBootloader, type Cable } from '../../../embedded/esptool/reset.ts';
import { ScriptedLine } from './scripted-line.ts';

const { signal } = new AbortController();
const BOTH_FREE = { dtr: false, rts: false };
const waitForPrompt = () => Promise.resolve();

/** The lines as `DTR RTS`: 01 holds EN low, 10 holds IO0 low, 00 and 11 neither. */
async function linesOf(reset: (line: ScriptedLine) => Promise<unknown>): Promise<string[]> {
  const line = new ScriptedLine();
  await reset(line);
  return line.lines;
}

test('default-reset: EN low, then IO0 low with EN released, in one step; both free at the end', async () => {
  const lines = await linesOf((line) =>
    resetIntoBootloader(line, 'default-reset', {
      cable: 'uart-bridge',
      attempt: 0,
      waitForPrompt,
      signal,
    }),
  );
  expect(lines).toEqual(['01', '10', '00']);
});

test('default-reset holds IO0 low until the ROM listens, for at most the time that the circuit needs', async () => {
  const held: string[] = [];
  const line = new ScriptedLine();
  await resetIntoBootloader(line, 'default-reset', {
    cable: 'uart-bridge',
    attempt: 1,
    waitForPrompt: (ms) => {
      held.push(`${line.lines.at(-1) ?? ''} ${ms}`);
      return Promise.resolve();
    },
    signal,
  });
  expect(held).toEqual(['10 550']);
});

test('later attempts also go step by step, for drivers that change one line at a time', async () => {
  const lines = await linesOf((line) =>
    resetIntoBootloader(line, 'default-reset', {
      cable: 'uart-bridge',
      attempt: 2,
      waitForPrompt,
      signal,
    }),
  );
  expect(lines).toEqual(['01', '11', '10', '00']);
});

test('usb-reset: the order of edges that USB-Serial/JTAG watches for', async () => {
  const lines = await linesOf((line) =>
    resetIntoBootloader(line, 'usb-reset', {
      cable: 'uart-bridge',
      attempt: 0,
      waitForPrompt,
      signal,
    }),
  );
  expect(lines).toEqual(['00', '10', '11', '01', '00']);
});

/** `classic` goes through IN_RESET first; usb-reset begins with both lines released. */
async function orderOf(cable: Cable): Promise<string[]> {
  const order: string[] = [];
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const lines = await linesOf((line) =>
      resetIntoBootloader(line, 'default-reset', { cable, attempt, waitForPrompt, signal }),
    );
    order.push(lines[0] === '00' ? 'usb' : lines.length === 4 ? 'stepwise' : 'classic');
  }
  return order;
}

test.each<[Cable, string[]]>([
  ['uart-bridge', ['classic', 'classic', 'stepwise', 'stepwise', 'classic']],
  ['usb-serial-jtag', ['usb', 'usb', 'classic', 'usb', 'usb']],
  ['usb-otg', ['classic', 'classic', 'stepwise', 'stepwise', 'classic']],
  ['unknown', ['classic', 'classic', 'usb', 'stepwise', 'stepwise']],
])('default-reset over %s tries what suits it first, as esptool does', async (cable, order) => {
  expect(await orderOf(cable)).toEqual(order);
});

test('no-reset touches nothing', async () => {
  const lines = await linesOf((line) =>
    resetIntoBootloader(line, 'no-reset', {
      cable: 'uart-bridge',
      attempt: 0,
      waitForPrompt,
      signal,
    }),
  );
  expect(lines).toEqual([]);
});

test('hard reset: EN low with IO0 free, then both free, so that the firmware starts', async () => {
  let linesInReset: string | undefined;
  const lines = await linesOf((line) =>
    hardReset(line, {
      resetMs: 1,
      whileInReset: () => {
        linesInReset = line.lines.at(-1);
        return Promise.resolve();
      },
      signal,
    }),
  );
  expect(lines).toEqual(['01', '00']);
  expect(linesInReset).toBe('01');
});

test('a reset ends at once when the line is lost', async () => {
  const line = new ScriptedLine();
  const reset = hardReset(line, { resetMs: 60_000, whileInReset: waitForPrompt, signal });
  line.unplug();
  await expect(reset).rejects.toThrow(expect.objectContaining({ code: 'port-lost' }));
});

test.each([
  ['setting its rate', (line: ScriptedLine, stop: AbortSignal) => setBaudRate(line, 921_600, stop)],
  ['its lines', (line: ScriptedLine, stop: AbortSignal) => setLines(line, BOTH_FREE, stop)],
])('nobody has to wait for a line that never acknowledges %s', async (_what, call) => {
  const line = new ScriptedLine();
  line.setBaudRate = line.setLines = () => new Promise<void>(() => undefined);
  const stop = new AbortController();
  setImmediate(() => stop.abort());
  await expect(call(line, stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
});
