import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CommandName } from '../../embedded/esptool/commands.ts';
import { connectSession } from '../../embedded/esptool/connect-session.ts';
import { openPort } from '../../src/device/open-port.ts';
import { startVirtualEsp32 } from '../../src/virtual-bench/virtual-esp32/start-virtual-esp32.ts';
import { FaultyLine, isRequest, withFlippedBit } from './esptool-faulty-line.ts';
import { spoilFrame, type Direction, type FrameFault, type SpoiledFrame } from './frame-faults.ts';

const { signal } = new AbortController();
const OFFSET = 0x20_0000;
const MAC = '240AC4123456';

/** Every command that a session sends; of those that come often, one in the middle too. */
const FRAMES: { name: CommandName; nth?: number }[] = [
  { name: 'SYNC' },
  { name: 'GET_SECURITY_INFO' },
  { name: 'GET_SECURITY_INFO', nth: 1 },
  { name: 'READ_REG' },
  { name: 'READ_REG', nth: 1 },
  { name: 'READ_REG', nth: 2 },
  { name: 'READ_REG', nth: 5 },
  { name: 'READ_REG', nth: 9 },
  { name: 'CHANGE_BAUDRATE' },
  { name: 'MEM_BEGIN' },
  { name: 'MEM_DATA' },
  { name: 'MEM_END' },
  { name: 'WRITE_REG' },
  { name: 'WRITE_REG', nth: 1 },
  { name: 'FLASH_DEFL_BEGIN' },
  { name: 'FLASH_DEFL_DATA' },
  { name: 'FLASH_DEFL_DATA', nth: 1 },
  { name: 'FLASH_DEFL_END' },
  { name: 'SPI_FLASH_MD5' },
  { name: 'READ_FLASH' },
  { name: 'ERASE_REGION' },
];
/** The older ROM of the ESP32 refuses the question for its security, in the name of SYNC, and is asked others instead. */
const READS = FRAMES.filter(({ name }) => name === 'READ_REG' || name === 'SYNC');
const FRAMES_OF_ESP32: Record<Direction, typeof FRAMES> = {
  'to the chip': [...READS, { name: 'GET_SECURITY_INFO' }],
  'from the chip': READS,
};
const FAULTS: FrameFault[] = ['lost', 'doubled', 'late'];
const DIRECTIONS: Direction[] = ['to the chip', 'from the chip'];

/** F-51, F-52: whatever happens to one frame, what the session says of the chip is right, and so is the flash. */
async function sessionWith(spoiledFrame: SpoiledFrame, chip: 'esp32' | 'esp32s3'): Promise<void> {
  await using bench = await startVirtualEsp32({ chip, mac: MAC });
  await using inner = await openPort(bench.url, { baudRate: 115_200, signal });
  const line = new FaultyLine(inner);
  const hasHappened = spoilFrame(line, spoiledFrame);
  using session = await connectSession(line, { before: 'default-reset', signal });
  expect(session.chip).toBe(chip);
  expect(await session.readMac(signal)).toBe(MAC);
  expect(await session.securityInfo(signal)).toMatchObject({ flashEncryption: false });
  await session.changeBaud(921_600, signal);
  await session.runStub(signal);
  expect(await session.flashSize(signal)).toBe(16 * 2 ** 20);
  const image = randomBytes(0x6000); // two blocks
  await session.writeFlash(OFFSET, image, { signal });
  expect(await session.md5(OFFSET, image.length, signal)).toBe(md5(image));
  expect(image.equals(await session.readFlash(OFFSET, image.length, { signal }))).toBe(true);
  expect(image.equals(bench.board.flash.read(OFFSET, image.length))).toBe(true);
  await session.eraseRegion(OFFSET, 0x1000, signal);
  expect(bench.board.flash.read(OFFSET, 0x1000)).toEqual(new Uint8Array(0x1000).fill(0xff));
  expect(hasHappened()).toBe(true);
}

describe.each(FAULTS)('a frame that is %s', (fault) => {
  describe.concurrent.each(DIRECTIONS)('%s', (direction) => {
    test.each(FRAMES)('$name $nth', async (frame) => {
      await sessionWith({ ...frame, direction, fault }, 'esp32s3');
    });

    test.each(FRAMES_OF_ESP32[direction])('$name $nth of an ESP32', async (frame) => {
      await sessionWith({ ...frame, direction, fault }, 'esp32');
    });
  });
});

test('F-51d: two wrong bits that cancel in the checksum of a block do not get into the flash', async () => {
  await using bench = await startVirtualEsp32({ mac: MAC });
  await using inner = await openPort(bench.url, { baudRate: 115_200, signal });
  const line = new FaultyLine(inner);
  using session = await connectSession(line, { before: 'default-reset', signal });
  await session.runStub(signal);
  for (const distance of [1, 7, 64, 1000]) {
    const image = randomBytes(0x1000);
    let spoilt = 0;
    line.toChip = (bytes) => {
      if (spoilt > 0 || !isRequest(bytes, 'FLASH_DEFL_DATA')) return bytes;
      spoilt += 1;
      const plain = bytes.map((byte, index) =>
        index === 900 || index === 900 + distance ? byte ^ 4 : byte,
      );
      return plain.slice(1, -1).some((byte) => byte === 0xc0) ? withFlippedBit(bytes, 900) : plain;
    };
    await session.writeFlash(OFFSET, image, { signal });
    expect(spoilt).toBe(1);
    expect(image.equals(bench.board.flash.read(OFFSET, image.length))).toBe(true);
  }
});

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex');
}
