import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Inflater } from '../../../src/virtual-bench/virtual-esp32/loaders/inflater.ts';
import { stream } from './recordings.ts';

const data = Buffer.concat([stream('random').subarray(0, 3000), Buffer.alloc(50_000, 0xff)]);
const deflated = deflateSync(data);

describe('a stream that arrives in pieces', () => {
  test.each([1, 7, 1024, deflated.length])('of %i bytes comes out whole', async (size) => {
    const inflater = new Inflater();
    const output: Uint8Array[] = [];
    for (let at = 0; at < deflated.length; at += size) {
      expect(inflater.state).toBe('more');
      output.push(await inflater.push(deflated.subarray(at, at + size)));
    }
    expect(inflater.state).toBe('done');
    expect(Buffer.concat(output).equals(data)).toBe(true);
  });

  test('is over only with the last byte of its checksum', async () => {
    const inflater = new Inflater();
    await inflater.push(deflated.subarray(0, -1));
    expect(inflater.state).toBe('more');
    await inflater.push(deflated.subarray(-1));
    expect(inflater.state).toBe('done');
  });

  test.each([
    ['no zlib header', Buffer.concat([Buffer.of(0, 0), deflated.subarray(2)]), 'header'],
    ['a preset dictionary', Buffer.concat([Buffer.of(0x78, 0x20), deflated.subarray(2)]), 'header'],
    ['a block of no type', Buffer.concat([deflated.subarray(0, 2), Buffer.of(0x07)]), 'data'],
    ['a wrong checksum', Buffer.concat([deflated.subarray(0, -1), Buffer.of(1)]), 'data'],
  ])('with %s is refused for good', async (_what, damaged, state) => {
    const inflater = new Inflater();
    await inflater.push(damaged);
    expect(inflater.state).toBe(state);
    await inflater.push(deflated);
    expect(inflater.state).toBe(state);
  });

  test('is taken without a header, and its checksum not looked at, on demand', async () => {
    const inflater = new Inflater();
    const body = deflated.subarray(2, -4);
    const output = await inflater.push(Buffer.concat([body, Buffer.of(1, 2, 3, 4)]), false);
    expect(inflater.state).toBe('done');
    expect(Buffer.from(output).equals(data)).toBe(true);
  });
});
