import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeSlip, SlipDecoder } from '../../../embedded/esptool/slip.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

test('END and ESCAPE inside a frame are escaped (RFC 1055)', () => {
  expect(encodeSlip(bytes(1, 0xc0, 2, 0xdb, 3))).toEqual(
    bytes(0xc0, 1, 0xdb, 0xdc, 2, 0xdb, 0xdd, 3, 0xc0),
  );
});

test('whatever is sent arrives, however the stream is cut into pieces', () => {
  const frames = fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 5 });
  fc.assert(
    fc.property(frames, fc.integer({ min: 1, max: 50 }), (sent, pieceSize) => {
      const wire = Buffer.concat(sent.map(encodeSlip));
      const decoder = new SlipDecoder();
      const received: Uint8Array[] = [];
      for (let at = 0; at < wire.length; at += pieceSize) {
        received.push(...decoder.push(wire.subarray(at, at + pieceSize)));
      }
      expect(received.map((frame) => [...frame])).toEqual(sent.map((frame) => [...frame]));
    }),
  );
});

test('a stray END does not put the decoder out of step', () => {
  const decoder = new SlipDecoder();
  decoder.push(bytes(0xc0));
  expect(decoder.push(encodeSlip(bytes(1, 2)))).toEqual([bytes(1, 2)]);
  expect(decoder.push(encodeSlip(bytes(3, 4)))).toEqual([bytes(3, 4)]);
});

test('a frame with a wrong escape is dropped, the next one arrives', () => {
  const decoder = new SlipDecoder();
  const broken = bytes(0xc0, 1, 0xdb, 0x00, 2, 0xc0);
  expect(decoder.push(broken)).toEqual([]);
  expect(decoder.push(encodeSlip(bytes(7)))).toEqual([bytes(7)]);
});

test('text without an end is not kept for ever', () => {
  const decoder = new SlipDecoder();
  for (let round = 0; round < 100; round += 1) {
    decoder.push(new Uint8Array(1000).fill(0x41));
  }
  expect(decoder.push(bytes(0xc0))).toEqual([]);
  expect(decoder.push(encodeSlip(bytes(7)))).toEqual([bytes(7)]);
});
