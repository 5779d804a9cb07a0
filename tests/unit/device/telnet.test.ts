import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  COM_PORT,
  comPortCommand,
  escapeData,
  negotiation,
  OPTION,
  TelnetDecoder,
  VERB,
} from '../../../src/device/telnet.ts';

/** Everything that a stream is made of, in order, fed in pieces of `pieceSize` bytes. */
function taken(stream: Uint8Array, pieceSize = stream.length) {
  const data: number[] = [];
  const commands: string[] = [];
  const decoder = new TelnetDecoder({
    onData: (bytes) => data.push(...bytes),
    onNegotiation: (verb, option) => commands.push(`${verb} ${option}`),
    onSubnegotiation: (payload) => commands.push(Buffer.from(payload).toString('hex')),
  });
  for (let at = 0; at < stream.length; at += Math.max(1, pieceSize)) {
    decoder.push(stream.subarray(at, at + pieceSize));
  }
  return { data, commands };
}

test('data arrives as it was sent, every value of a byte, however the stream is cut', () => {
  const data = fc.array(fc.oneof(fc.constant(0xff), fc.integer({ min: 0, max: 255 })));
  fc.assert(
    fc.property(data, fc.integer({ min: 1, max: 7 }), (sent, pieceSize) => {
      expect(taken(escapeData(Uint8Array.from(sent)), pieceSize).data).toEqual(sent);
    }),
  );
});

test('commands between the data are told from it, however the stream is cut', () => {
  const stream = Buffer.concat([
    Buffer.from('before'),
    negotiation(VERB.do, OPTION.comPort),
    Buffer.from('between'),
    comPortCommand(COM_PORT.setBaudRate + 100, Uint8Array.of(0x00, 0x01, 0xff, 0x00)),
    Buffer.from('after'),
  ]);
  for (let pieceSize = 1; pieceSize <= stream.length; pieceSize += 1) {
    const { data, commands } = taken(stream, pieceSize);
    expect(Buffer.from(data).toString()).toBe('beforebetweenafter');
    expect(commands).toEqual(['253 44', '2c650001ff00']);
  }
});

test('a number with a byte of 255 in it is escaped (RFC 854)', () => {
  expect(Buffer.from(comPortCommand(1, Uint8Array.of(0xff))).toString('hex')).toBe(
    'fffa2c01fffffff0',
  );
});
