import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { startVirtualEsp32 } from '../../../src/virtual-bench/virtual-esp32/start-virtual-esp32.ts';

const RTS_ON = [255, 250, 44, 5, 11, 255, 240];
const DTR_ON = [255, 250, 44, 5, 8, 255, 240];
const RTS_OFF = [255, 250, 44, 5, 12, 255, 240];

test('a board behind its port goes into the loader by the lines of RFC 2217', async () => {
  await using bench = await startVirtualEsp32({ chip: 'esp32c6' });
  const socket = connect(bench.server.port, '127.0.0.1');
  let text = '';
  socket.on('data', (bytes) => (text += bytes.toString('latin1')));
  await once(socket, 'connect');
  for (const control of [RTS_ON, DTR_ON, RTS_OFF]) socket.write(Uint8Array.from(control));
  while (!text.includes('waiting for download')) await once(socket, 'data');
  expect(text).toContain('ESP-ROM:esp32c6-20220919');
  socket.destroy();
});

test('a board without options is an ESP32-S3 of 16 MB with the MAC of the specification', async () => {
  await using bench = await startVirtualEsp32();
  expect(bench.url).toBe(`rfc2217://127.0.0.1:${bench.server.port}`);
  expect(bench.board.chip.name).toBe('esp32s3');
  expect(bench.board.efuses.mac).toBe('A0B1C2D3E4F5');
  expect(bench.board.flash.size).toBe(16 << 20);
});

test('what one life of a board wrote is there in the next', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtual-esp32-'));
  const options = { flashFile: join(folder, 'flash.bin'), flashSize: 4 << 20 };
  const first = await startVirtualEsp32(options);
  first.board.flash.program(0x30_0000, Uint8Array.of(5));
  await first.close();
  await using second = await startVirtualEsp32(options);
  expect(second.board.flash.read(0x30_0000, 1)).toEqual(Uint8Array.of(5));
  rmSync(folder, { recursive: true });
});

test('where the address is taken, nothing is left behind', async () => {
  await using bench = await startVirtualEsp32();
  const second = startVirtualEsp32({ port: bench.server.port });
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
