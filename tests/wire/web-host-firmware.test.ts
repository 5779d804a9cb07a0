import { expect, test } from 'vitest';

import type { ChosenFirmware, Reply } from '../../src/contract/channels.ts';
import { firmwareSet } from './firmware-set.ts';
import { startWebHostBench, type WebHostBench } from './web-host-bench.ts';

/** The form that a page sends: the chosen file first, the others by their path from its folder. */
function form(files: Iterable<[string, Uint8Array]>): FormData {
  const data = new FormData();
  for (const [path, bytes] of files) data.append(path, new Blob([new Uint8Array(bytes)]), path);
  return data;
}

function firmwareForm(): FormData {
  const { files } = firmwareSet('esp32s3', { appSize: 0x4000 });
  const list = files.get('flasher_args.json') ?? new Uint8Array();
  return form([['flasher_args.json', list], ...files]);
}

async function door(bench: WebHostBench): Promise<{ url: string; cookie: string }> {
  const cookie = await bench.signIn();
  const page = await bench.connect(cookie);
  const reply = await page.invoke('prov:choose-firmware', {});
  if (!reply.ok || reply.value.status !== 'upload') throw new Error('no upload was offered');
  return { url: `${bench.origin}${reply.value.url}`, cookie };
}

test('a firmware is sent through a door that opens once, and answered with what it is', async () => {
  const bench = await startWebHostBench();
  const { url, cookie } = await door(bench);
  const headers = { cookie, origin: bench.origin };
  const answer = await fetch(url, { method: 'POST', headers, body: firmwareForm() });
  const reply = (await answer.json()) as Reply<ChosenFirmware>;
  expect(reply).toMatchObject({
    ok: true,
    value: { name: 'flasher_args.json', builds: [{ chip: 'esp32s3' }] },
  });
  const again = await fetch(url, { method: 'POST', headers, body: firmwareForm() });
  expect(again.status).toBe(404);
});

test('nobody but the page gets in: neither without its cookie, nor from another site, nor from none', async () => {
  const bench = await startWebHostBench();
  const { url, cookie } = await door(bench);
  const send = async (headers: Record<string, string>) =>
    (await fetch(url, { method: 'POST', headers, body: firmwareForm() })).status;
  expect(await send({ origin: bench.origin })).toBe(401);
  expect(await send({ cookie, origin: 'https://elsewhere.example' })).toBe(403);
  expect(await send({ cookie })).toBe(403);
  expect(await send({ cookie, origin: bench.origin })).toBe(200); // the door is open still
});

test.each([
  ['no form', Buffer.from('firmware'), 'bad-request'],
  ['no file', form([]), 'bad-request'],
  ['no firmware', form([['x.bin', Buffer.from('text')]]), 'firmware-invalid'],
])('%s: answered with what is wrong', async (_what, body, code) => {
  const bench = await startWebHostBench();
  const { url, cookie } = await door(bench);
  const headers = { cookie, origin: bench.origin };
  const answer = await fetch(url, { method: 'POST', headers, body });
  expect(await answer.json()).toMatchObject({ ok: false, error: { code } });
});
