import { expect, test } from 'vitest';

import { sampledBytes } from '../../../src/virtual-bench/virtual-esp32/line/sampled-bytes.ts';

const SYNC_HEAD = Uint8Array.of(0xc0, 0x00, 0x08, 0x24, 0x00, 0x07, 0x07, 0x12, 0x20, 0x55, 0xff);

test.each([
  ['the same rate', 115_200],
  ['3 % fast', 118_656],
  ['3 % slow', 111_744],
])('a receiver at %s reads what was sent', (_name, receiverBaud) => {
  expect(sampledBytes(SYNC_HEAD, 115_200, receiverBaud)).toEqual(SYNC_HEAD);
});

test.each([74_880, 230_400, 921_600, 9_600])(
  'a receiver at %i baud reads garbage of a line at 115200',
  (receiverBaud) => {
    const received = sampledBytes(SYNC_HEAD, 115_200, receiverBaud);
    expect(received.length).toBeGreaterThan(0);
    expect(Buffer.from(received).includes(Buffer.from([0xc0, 0x00, 0x08]))).toBe(false);
  },
);

test('a slow receiver gets fewer bytes than were sent, a fast one more', () => {
  expect(sampledBytes(SYNC_HEAD, 115_200, 9_600).length).toBeLessThan(SYNC_HEAD.length);
  expect(sampledBytes(SYNC_HEAD, 115_200, 921_600).length).toBeGreaterThan(SYNC_HEAD.length);
});

test('a UART without a rate hears nothing', () => {
  expect(sampledBytes(SYNC_HEAD, 115_200, 0)).toEqual(new Uint8Array());
});
