import { createHash, randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { words, type CommandName } from '../../embedded/esptool/commands.ts';
import { connectSession } from '../../embedded/esptool/connect-session.ts';
import type { FlashingSession } from '../../embedded/esptool/flashing-session.ts';
import { ChipName, CHIPS } from '../../src/contract/chip.ts';
import { openPort } from '../../src/device/open-port.ts';
import type { SerialLine } from '../../src/device/serial-line.ts';
import {
  startVirtualEsp32,
  type RunningVirtualEsp32,
  type StartVirtualEsp32Options,
} from '../../src/virtual-bench/virtual-esp32/start-virtual-esp32.ts';
import { FaultyLine, hasAnswer, isRequest, once, withFlippedBit } from './esptool-faulty-line.ts';
import { Stopwatch } from './stopwatch.ts';

const { signal } = new AbortController();
const OFFSET = 0x20_0000;

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Bench {
  bench: RunningVirtualEsp32;
  line: SerialLine;
  faulty: FaultyLine;
}

async function plugIn(options: StartVirtualEsp32Options = {}): Promise<Bench> {
  const bench = await startVirtualEsp32(options);
  closers.push(() => bench.close());
  const line = await openPort(bench.url, { baudRate: 115_200, signal });
  closers.push(() => line.close());
  return { bench, line, faulty: new FaultyLine(line) };
}

function connect(line: FaultyLine, stop: AbortSignal = signal): Promise<FlashingSession> {
  return connectSession(line, { before: 'default-reset', signal: stop });
}

async function connectWithStub(line: FaultyLine, stop: AbortSignal = signal) {
  const session = await connect(line, stop);
  await session.changeBaud(921_600, stop);
  await session.runStub(stop);
  return session;
}

/** Resolves with all that the chip printed, as soon as `text` is in it. */
function printed(line: SerialLine, text: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let all = '';
  line.onData((bytes) => {
    all += Buffer.from(bytes).toString('latin1');
    if (all.includes(text)) resolve(all);
  });
  return promise;
}

describe.each(ChipName.options)('a session with an %s', (chip) => {
  test('goes from reset to reset: identity, stub, write, read, digest, erase, boot', async () => {
    const uniqueId = CHIPS[chip].uniqueId ? '00112233445566778899aabbccddeeff' : undefined;
    const identity = { mac: '24:0A:C4:12:34:56', ...(uniqueId && { uniqueId }) };
    const { bench, line, faulty } = await plugIn({ chip, ...identity });
    const session = await connect(faulty);
    expect(session.chip).toBe(chip);
    expect(await session.description(signal)).toContain('revision');
    expect(await session.readMac(signal)).toBe('240AC4123456');
    expect(await session.uniqueId(signal)).toBe(uniqueId?.toUpperCase());
    expect(await session.securityInfo(signal)).toMatchObject({
      flashEncryption: false,
      secureBoot: false,
      secureDownloadMode: false,
      hmacKey: false,
    });
    expect(await session.changeBaud(921_600, signal)).toBe(921_600);
    await session.runStub(signal);
    expect(await session.flashSize(signal)).toBe(16 * 2 ** 20);
    const table = await session.readPartitionTable(signal);
    expect(table.map(({ label }) => label)).toContain('nvs');

    const image = randomBytes(300_001); // three pieces, the last block short and odd
    const progress: number[] = [];
    await session.writeFlash(OFFSET, image, { signal, onProgress: (at) => progress.push(at) });
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(image.equals(bench.board.flash.read(OFFSET, image.length))).toBe(true);
    expect(image.equals(await session.readFlash(OFFSET, image.length, { signal }))).toBe(true);
    expect(await session.md5(OFFSET, image.length, signal)).toBe(md5(image));

    await session.eraseRegion(OFFSET, 0x1000, signal);
    expect(await session.readFlash(OFFSET, 0x1000, { signal })).toEqual(
      new Uint8Array(0x1000).fill(0xff),
    );

    const log = printed(line, 'boot:');
    await session.hardReset(signal);
    expect(await log).toContain('rst:');
  });

  test('has no unique ID where the factory burnt none', async () => {
    const { faulty } = await plugIn({
      chip,
      ...(CHIPS[chip].uniqueId && { uniqueId: '0'.repeat(32) }),
    });
    expect(await (await connect(faulty)).uniqueId(signal)).toBeUndefined();
  });

  test('reports what the eFuses forbid', async () => {
    const { faulty } = await plugIn({
      chip,
      security: { flashEncryption: true, secureBoot: true },
    });
    const session = await connect(faulty);
    expect(await session.securityInfo(signal)).toMatchObject({
      flashEncryption: true,
      secureBoot: true,
    });
  });
});

describe('a session', () => {
  test('with a chip in secure download mode knows it, and reads nothing', async () => {
    const { faulty } = await plugIn({ security: { secureDownloadMode: true } });
    const session = await connect(faulty);
    expect(session.chip).toBe('esp32s3');
    expect(await session.securityInfo(signal)).toMatchObject({ secureDownloadMode: true });
    const refused = { code: 'secure-download-mode' };
    await expect(session.readMac(signal)).rejects.toMatchObject(refused);
    await expect(session.runStub(signal)).rejects.toMatchObject(refused);
  });

  test('with another chip than the one that was named is refused', async () => {
    const { faulty } = await plugIn({ chip: 'esp32c6' });
    const connecting = connectSession(faulty, { before: 'default-reset', chip: 'esp32', signal });
    await expect(connecting).rejects.toMatchObject({ code: 'chip-mismatch' });
  });

  test('with a chip whose firmware runs and is not reset says so', async () => {
    const { faulty } = await plugIn();
    const connecting = connectSession(faulty, { before: 'no-reset', signal });
    await expect(connecting).rejects.toMatchObject({ code: 'running-firmware' });
  });

  test('finds a stub that is still running, and uses it', async () => {
    const { line, faulty } = await plugIn();
    const first = await connect(faulty);
    await first.runStub(signal);
    first[Symbol.dispose]();
    const log: string[] = [];
    const again = await connectSession(line, {
      before: 'no-reset',
      signal,
      onLog: (message) => log.push(message),
    });
    await again.runStub(signal);
    expect(log).not.toContain('Uploading the flasher stub');
    expect(await again.flashSize(signal)).toBe(16 * 2 ** 20);
  });

  test('goes on after a read that was stopped in the middle', async () => {
    const { bench, faulty } = await plugIn();
    const session = await connectWithStub(faulty);
    const image = randomBytes(0x8000);
    bench.board.flash.erase(OFFSET, image.length);
    bench.board.flash.program(OFFSET, image);
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    const reading = session.readFlash(OFFSET, image.length, { onProgress, signal: stop.signal });
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    expect(await session.md5(OFFSET, image.length, signal)).toBe(md5(image));
  });

  test('writes and reads flash only through the stub, and only whole sectors', async () => {
    const { faulty } = await plugIn();
    const session = await connect(faulty);
    const refused = { code: 'bad-argument' };
    await expect(session.readFlash(0, 16, { signal })).rejects.toMatchObject(refused);
    await session.runStub(signal);
    const image = Buffer.alloc(16);
    await expect(session.writeFlash(0x123, image, { signal })).rejects.toMatchObject(refused);
    await expect(session.eraseRegion(0, 100, signal)).rejects.toMatchObject(refused);
  });
});

describe('a flipped bit', () => {
  const image = randomBytes(0x8000);

  test('in the flash is seen in what is read back, and in the digest', async () => {
    const { bench, faulty } = await plugIn();
    const session = await connectWithStub(faulty);
    await session.writeFlash(OFFSET, image, { signal });
    bench.board.flash.flipBit(OFFSET + 0x1234);
    const read = await session.readFlash(OFFSET, image.length, { signal });
    expect([...read.keys()].filter((at) => read[at] !== image[at])).toEqual([0x1234]);
    expect(await session.md5(OFFSET, image.length, signal)).not.toBe(md5(image));
  });

  test('on the way to the chip does not get into the flash', async () => {
    const { bench, faulty } = await plugIn();
    const session = await connectWithStub(faulty);
    faulty.toChip = once(
      (bytes) => isRequest(bytes, 'FLASH_DEFL_DATA'),
      (bytes) => withFlippedBit(bytes, 5000),
    );
    await session.writeFlash(OFFSET, image, { signal });
    expect(image.equals(bench.board.flash.read(OFFSET, image.length))).toBe(true);
  });

  test('on the way from the chip does not get into what is read', async () => {
    const { bench, faulty } = await plugIn();
    const session = await connectWithStub(faulty);
    bench.board.flash.erase(OFFSET, 0x8000);
    bench.board.flash.program(OFFSET, image);
    faulty.fromChip = once(
      (bytes) => bytes.length > 1000 && bytes[100] !== 0xda, // 0xda would become an escape
      (bytes) => withFlippedBit(bytes, 100),
    );
    expect(image.equals(await session.readFlash(OFFSET, image.length, { signal }))).toBe(true);
  });
});

describe('what goes wrong while writing', () => {
  test('a lost acknowledgement: the piece is started over with a new stub', async () => {
    const { bench, faulty } = await plugIn();
    const session = await connectWithStub(faulty);
    const image = randomBytes(0x8000);
    let stubsStarted = 0;
    faulty.toChip = (bytes) => {
      if (isRequest(bytes, 'MEM_END')) stubsStarted += 1;
      return bytes;
    };
    faulty.fromChip = once(
      (bytes) => hasAnswer(bytes, 'FLASH_DEFL_DATA'),
      () => undefined,
    );
    await session.writeFlash(OFFSET, image, { signal });
    expect(stubsStarted).toBeGreaterThan(0);
    expect(image.equals(bench.board.flash.read(OFFSET, image.length))).toBe(true);
  });

  test('a line that garbles every block: given up, and said so', async () => {
    const { faulty } = await plugIn();
    const session = await connectWithStub(faulty);
    faulty.toChip = (bytes) =>
      isRequest(bytes, 'FLASH_DEFL_DATA') || isRequest(bytes, 'FLASH_DATA')
        ? withFlippedBit(bytes, 100)
        : bytes;
    const writing = session.writeFlash(OFFSET, randomBytes(0x1000), { signal });
    await expect(writing).rejects.toMatchObject({ code: 'write-failed' });
  });

  test('another board on the cable after a restart: not written to', async () => {
    const { faulty } = await plugIn({ chip: 'esp32s3' });
    const session = await connectWithStub(faulty);
    const badChecksum = Uint8Array.of(0xc0, 1, 0x11, 2, 0, 0, 0, 0, 0, 0xc1, 0, 0xc0);
    const macRegister = words(0x6000_7044);
    let swapped = false;
    let macAsked = false;
    faulty.toChip = (bytes) => {
      macAsked =
        isRequest(bytes, 'READ_REG') && Buffer.from(bytes).includes(Buffer.from(macRegister));
      return bytes;
    };
    faulty.fromChip = (bytes) => {
      if (swapped) return macAsked ? withFlippedBit(bytes, 6) : bytes;
      swapped = hasAnswer(bytes, 'FLASH_DEFL_DATA');
      return swapped ? badChecksum : bytes;
    };
    const writing = session.writeFlash(OFFSET, randomBytes(0x1000), { signal });
    await expect(writing).rejects.toMatchObject({ code: 'device-changed' });
  });
});

test('a rate at which the line garbles everything is given up for 115200 baud', async () => {
  const { bench, faulty } = await plugIn();
  faulty.baudRate = (wanted) => (wanted === 921_600 ? 460_800 : wanted);
  const session = await connectWithStub(faulty);
  const image = randomBytes(0x1000);
  await session.writeFlash(OFFSET, image, { signal });
  expect(await session.changeBaud(115_200, signal)).toBe(115_200);
  expect(image.equals(bench.board.flash.read(OFFSET, image.length))).toBe(true);
});

/** Every state of a session: what is asked for, and the request that is under way when the fault strikes. */
const STATES: [
  string,
  CommandName,
  (session: FlashingSession, stop: AbortSignal) => Promise<unknown>,
][] = [
  ['reading the MAC', 'READ_REG', (session, stop) => session.readMac(stop)],
  ['changing the rate', 'CHANGE_BAUDRATE', (session, stop) => session.changeBaud(460_800, stop)],
  ['uploading the stub', 'MEM_DATA', (session, stop) => session.runStub(stop)],
  ['asking the flash chip', 'WRITE_REG', (session, stop) => session.flashId(stop)],
  [
    'writing',
    'FLASH_DEFL_DATA',
    (session, stop) => session.writeFlash(OFFSET, randomBytes(0x8000), { signal: stop }),
  ],
  [
    'finishing a write',
    'FLASH_DEFL_END',
    (session, stop) => session.writeFlash(OFFSET, randomBytes(0x8000), { signal: stop }),
  ],
  ['reading', 'READ_FLASH', (session, stop) => session.readFlash(OFFSET, 0x8000, { signal: stop })],
  ['computing a digest', 'SPI_FLASH_MD5', (session, stop) => session.md5(OFFSET, 0x8000, stop)],
  ['erasing', 'ERASE_REGION', (session, stop) => session.eraseRegion(OFFSET, 0x1000, stop)],
];

/** Brings a session to where `request` is sent, and does `strike` instead of sending it; returns how long it took to be noticed. */
async function struck(
  { faulty }: Bench,
  [, request, ask]: (typeof STATES)[number],
  { strike, stop }: { strike: () => void; stop: AbortSignal },
): Promise<{ error: unknown; afterMs: number }> {
  const inRom = ['READ_REG', 'CHANGE_BAUDRATE', 'MEM_DATA'].includes(request);
  const session = await (inRom ? connect(faulty, stop) : connectWithStub(faulty, stop));
  using watch = new Stopwatch();
  let struckAt = 0;
  faulty.toChip = (bytes) => {
    if (!isRequest(bytes, request)) return bytes;
    setImmediate(() => {
      struckAt = watch.ms; // the session is waiting for the answer by now
      strike();
    });
    return undefined;
  };
  const error: unknown = await ask(session, stop).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { error, afterMs: watch.ms - struckAt };
}

describe('the connection is cut', () => {
  test.each(STATES)('while %s: noticed within a second', async (...state) => {
    const bench = await plugIn();
    const strike = () => bench.bench.server.cutConnection();
    const { error, afterMs } = await struck(bench, state, { strike, stop: signal });
    expect(error).toMatchObject({ code: 'port-lost' });
    expect(afterMs).toBeLessThan(1000);
  });

  test('while connecting: noticed within a second', async () => {
    const { bench, faulty } = await plugIn();
    using watch = new Stopwatch();
    let cutAt = 0;
    faulty.toChip = () => {
      cutAt = watch.ms;
      bench.server.cutConnection();
      return undefined;
    };
    await expect(connect(faulty)).rejects.toMatchObject({ code: 'port-lost' });
    expect(watch.ms - cutAt).toBeLessThan(1000);
  });
});

describe('the operator stops', () => {
  test.each(STATES)('while %s: over within a second, and the port is free', async (...state) => {
    const bench = await plugIn();
    const stop = new AbortController();
    const strike = () => stop.abort();
    const { error, afterMs } = await struck(bench, state, { strike, stop: stop.signal });
    expect(error).toMatchObject({ code: 'cancelled' });
    expect(afterMs).toBeLessThan(1000);
    await bench.line.close();
    await using again = await openPort(bench.bench.url, { baudRate: 115_200, signal });
    const session = await connect(new FaultyLine(again));
    expect(await session.readMac(signal)).toBe('A0B1C2D3E4F5');
  });
});

test('nothing holds up the rest of the program for 50 ms while 4 MiB are written and read', async () => {
  const { faulty } = await plugIn();
  const session = await connectWithStub(faulty);
  const image = Buffer.concat([randomBytes(2 ** 20), Buffer.alloc(3 * 2 ** 20, 0xff)]);
  const longest = await longestTurnMs(async () => {
    await session.writeFlash(OFFSET, image, { signal });
    await session.readFlash(OFFSET, image.length, { signal });
  });
  expect(longest).toBeLessThan(50);
});

/** The most CPU time that this thread spends in one turn of the event loop: other programs on the computer do not count. */
async function longestTurnMs(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let before = process.threadCpuUsage();
  let running = true;
  const watch = () => {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
    before = process.threadCpuUsage();
    if (running) setImmediate(watch);
  };
  setImmediate(watch);
  await work();
  running = false;
  return longest;
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}
