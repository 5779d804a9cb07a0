import { afterEach, describe, expect, test, vi } from 'vitest';
import { BootText } from '../../../embedded/esptool/boot-text.ts';
import { Link } from '../../../embedded/esptool/link.ts';
import { Loader } from '../../../embedded/esptool/loader.ts';
import { ScriptedLine, type Chip } from './scripted-line.ts';

const { signal } = new AbortController();
const SYNC_VALUE = 0x20120707; // the mask ROM repeats the first bytes of the SYNC; the stubs send 0
const code = (expected: string): unknown => expect.objectContaining({ code: expected });

function loaderWith(chip: Chip) {
  const line = new ScriptedLine(chip);
  return { line, loader: new Loader(new Link(line)) };
}

/** A ROM that knows every register by its address. */
const rom: Chip = ({ name, data }, line) => {
  if (name === 'SYNC') {
    line.answer('SYNC', { value: SYNC_VALUE, times: 8 });
  } else if (name === 'READ_REG') {
    line.answer('READ_REG', { value: Buffer.from(data).readUInt32LE() });
  }
};

afterEach(() => {
  vi.useRealTimers();
});

describe('an answer', () => {
  test('is found between boot text, noise and answers that nobody waits for any more', async () => {
    const { loader } = loaderWith((_request, line) => {
      line.say('ets Jul 29 2019 12:21:46\r\nrst:0x1\r\n');
      line.answer('SYNC', { value: SYNC_VALUE, times: 3 });
      line.say(Uint8Array.of(0xc0, 0xc0, 0xdb, 0x01, 0xc0));
      line.answer('READ_REG', { value: 0x1234 });
    });
    expect(await loader.readReg(0x60000000, signal)).toBe(0x1234);
  });

  test('that is lost is asked for again; one that comes late is not taken for the next one', async () => {
    let reads = 0;
    const { line, loader } = loaderWith((request, chip) => {
      reads += request.name === 'READ_REG' ? 1 : 0;
      if (reads === 1 && request.name === 'READ_REG') return; // lost
      if (request.name === 'SYNC') chip.answer('READ_REG', { value: 1 });
      rom(request, chip);
    });
    expect(await loader.readReg(2, signal, 1)).toBe(2);
    expect(line.requests).toEqual(['READ_REG', 'SYNC', 'READ_REG']);
  });

  test('that never comes is asked for three times', async () => {
    const { line, loader } = loaderWith((request, chip) => {
      if (request.name === 'SYNC') rom(request, chip);
    });
    await expect(loader.readReg(2, signal, 1)).rejects.toThrow(code('timeout'));
    expect(line.requests).toEqual(['READ_REG', 'SYNC', 'READ_REG', 'SYNC', 'READ_REG']);
  });

  test('to a block is not asked for again: the stub would take the block twice', async () => {
    const { line, loader } = loaderWith(() => undefined);
    const command = { name: 'FLASH_DATA', timeoutMs: 1 } as const;
    await expect(loader.command(command, signal)).rejects.toThrow(code('timeout'));
    expect(line.requests).toEqual(['FLASH_DATA']);
  });

  test.each([
    ['ROM', '01070000'],
    ['stub', 'c400'],
  ])('of a %s with a bad status is a refusal', async (_who, body) => {
    const { loader } = loaderWith((_request, line) => line.answer('READ_REG', { body }));
    const refusal = loader.readReg(1, signal);
    await expect(refusal).rejects.toThrow(code('command-refused'));
    await expect(refusal).rejects.toThrow(body.slice(0, 4));
  });

  test('with a stale error code behind a good status is a success', async () => {
    const { loader } = loaderWith((_request, line) =>
      line.answer('READ_REG', { value: 7, body: '00056231' }),
    );
    expect(await loader.readReg(1, signal)).toBe(7);
  });

  test('can carry data in front of its status', async () => {
    const md5 = '0123456789abcdef0123456789abcdef';
    const { loader } = loaderWith((_request, line) =>
      line.answer('SPI_FLASH_MD5', { body: `${md5}0000` }),
    );
    const { data } = await loader.command({ name: 'SPI_FLASH_MD5', answerSizes: [16] }, signal);
    expect(Buffer.from(data).toString('hex')).toBe(md5);
  });
});

test('an older stub’s answer to GET_SECURITY_INFO counts without its status, and is understood', async () => {
  const info = '05000000'.padEnd(40, '0');
  const { loader } = loaderWith((_request, line) =>
    line.answer('GET_SECURITY_INFO', { body: `${info}0000`, length: 20 }),
  );
  const command = { name: 'GET_SECURITY_INFO', answerSizes: [20, 12] } as const;
  const { data } = await loader.command(command, signal);
  expect(Buffer.from(data).toString('hex')).toBe(info);
});

test('a ROM refuses an unknown command eight times in the name of SYNC, and the next answer is right', async () => {
  const { loader } = loaderWith((request, line) => {
    if (request.name === 'GET_SECURITY_INFO') {
      line.answer('SYNC', { value: SYNC_VALUE, body: '01050000', times: 3 });
      setImmediate(() => line.answer('SYNC', { value: SYNC_VALUE, body: '01050000', times: 5 }));
    }
    setImmediate(() => rom(request, line)); // after what is still on its way
  });
  await loader.sync(1, signal);
  await expect(loader.command({ name: 'GET_SECURITY_INFO' }, signal)).rejects.toThrow(
    code('command-refused'),
  );
  expect(await loader.readReg(0x40001000, signal)).toBe(0x40001000);
});

describe('SYNC', () => {
  test.each([
    ['rom', SYNC_VALUE],
    ['stub', 0],
  ])('tells a %s by its value', async (kind, value) => {
    const { loader } = loaderWith((_request, line) => line.answer('SYNC', { value, times: 8 }));
    expect(await loader.sync(1, signal)).toBe(true);
    expect(loader.kind).toBe(kind);
  });

  test('is repeated at once when the ROM prints that it listens now', async () => {
    vi.useFakeTimers(); // no time passes: only the prompt can bring the second SYNC about
    const { line, loader } = loaderWith((request, chip) => {
      if (chip.requests.length === 1) {
        chip.say('boot:0x3 (DOWNLOAD_BOOT)\r\nwaiting for download\r\n');
      } else {
        rom(request, chip);
      }
    });
    loader.link.bootText = new BootText();
    expect(await loader.sync(5, signal)).toBe(true);
    expect(line.requests).toEqual(['SYNC', 'SYNC']);
  });

  test('that is never answered is given up', async () => {
    vi.useFakeTimers();
    const { line, loader } = loaderWith(() => undefined);
    const synced = loader.sync(5, signal);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await synced).toBe(false);
    expect(line.requests).toHaveLength(5);
  });
});

describe('commands', () => {
  test('go one at a time', async () => {
    const { line, loader } = loaderWith(() => undefined);
    const first = loader.readReg(1, signal);
    const second = loader.readReg(2, signal);
    await line.sent(1);
    expect(line.requests).toEqual(['READ_REG']);
    line.answer('READ_REG', { value: 1 });
    expect(await first).toBe(1);
    await line.sent(2);
    line.answer('READ_REG', { value: 2 });
    expect(await second).toBe(2);
  });

  test('end at once when they are cancelled', async () => {
    const { loader } = loaderWith(() => undefined);
    const stop = new AbortController();
    const read = loader.readReg(1, stop.signal);
    setImmediate(() => stop.abort()); // while it waits
    await expect(read).rejects.toThrow(code('cancelled'));
  });

  test('end at once when the line is lost, and so do those that follow', async () => {
    const { line, loader } = loaderWith(() => undefined);
    const read = loader.readReg(1, signal);
    await line.sent(1);
    line.unplug();
    await expect(read).rejects.toThrow(code('port-lost'));
    await expect(loader.readReg(2, signal)).rejects.toThrow(code('port-lost'));
  });

  test('notice that the chip restarted and the stub is gone', async () => {
    const { loader } = loaderWith((request, line) => {
      if (request.name === 'SYNC') rom(request, line);
    });
    loader.kind = 'stub';
    await expect(loader.readReg(1, signal, 1)).rejects.toThrow(code('stub-failed'));
  });
});
