import { parse } from 'csv-parse/sync';
import { onTestFinished, expect, test } from 'vitest';

import { DeviceRecord } from '../../src/contract/record.ts';
import { stepsOfRun } from '../../src/contract/run.ts';
import type { Payload } from '../../src/contract/host-client.ts';
import { startVirtualCa, type VirtualCa } from '../../src/virtual-bench/virtual-ca.ts';
import {
  startVirtualEsp32,
  type RunningVirtualEsp32,
  type StartVirtualEsp32Options,
} from '../../src/virtual-bench/virtual-esp32/start-virtual-esp32.ts';
import { startWebHostBench, type ConnectedPage, type WebHostBench } from './web-host-bench.ts';

const WIFI = { ssid: 'Bench', password: 'planted Wi-Fi password' };

interface RunBench extends WebHostBench {
  board: RunningVirtualEsp32;
  ca: VirtualCa;
  cookie: string;
  page: ConnectedPage;
  request: Payload<'prov:provision-device'>;
}

/** A page that is connected, a board, and a CA whom the bench trusts by a file in its data folder. */
async function startRunBench(device: StartVirtualEsp32Options = {}): Promise<RunBench> {
  const board = await startVirtualEsp32({ wifi: WIFI, ...device });
  onTestFinished(() => board.close());
  const ca = await startVirtualCa({ host: '127.0.0.1', port: 0, tls: true, repeat: 'same' });
  onTestFinished(() => ca.close());
  const host = await startWebHostBench({ trust: ca.caPem });
  const cookie = await host.signIn();
  const page = await host.connect(cookie);
  return {
    ...host,
    board,
    ca,
    cookie,
    page,
    request: { port: board.url, ca: { url: ca.url }, wifi: WIFI },
  };
}

/** Provisions; returns the id of the record. */
async function pass({ page, request }: RunBench): Promise<string> {
  const ended = page.next('prov:complete', 'prov:error');
  expect(await page.invoke('prov:provision-device', request)).toMatchObject({ ok: true });
  const end = await ended;
  if (end.event !== 'prov:complete') throw new Error(JSON.stringify(end.payload));
  return end.payload.recordId ?? '';
}

test('a page provisions a device: the steps come as they happen, then PASS', async () => {
  const bench = await startRunBench();
  await pass(bench);
  const steps = bench.page.events.flatMap((told) =>
    told.event === 'prov:progress' && told.payload.status === 'done' ? [told.payload.step] : [],
  );
  expect(steps).toEqual([
    ...['connect', 'read-mac', 'inspect', 'make-identity', 'save-record', 'register'],
    ...['build-nvs', 'flash-nvs', 'verify-nvs', 'boot', 'configure-wifi', 'finish'],
  ]);
  expect(bench.page.events.at(-1)?.event).toBe('prov:complete');
  expect(bench.ca.registrations()).toHaveLength(1);
});

test('what is told of a run holds none of its secrets', async () => {
  const bench = await startRunBench();
  await pass(bench);
  const { psk } = JSON.parse(bench.ca.received()[0]?.body ?? '') as { psk: string };
  const told = JSON.stringify(bench.page.events);
  expect(psk).toHaveLength(64);
  for (const secret of [psk, psk.toUpperCase(), WIFI.password]) expect(told).not.toContain(secret);
});

test('Test asks the CA whom the bench trusts', async () => {
  const { page, ca } = await startRunBench();
  expect(await page.invoke('prov:test-ca', { url: ca.url })).toMatchObject({
    ok: true,
    value: { tls: { protocol: 'TLSv1.3' } },
  });
});

test('credentials are a download that works once, and only for who is in', async () => {
  const bench = await startRunBench();
  const id = await pass(bench);
  const reply = await bench.page.invoke('prov:save-credentials', { id, format: 'json' });
  if (!reply.ok || reply.value.status !== 'download') throw new Error(JSON.stringify(reply));
  const { url } = reply.value;

  expect((await bench.get(url)).status).toBe(401);
  const file = await bench.get(url, { cookie: bench.cookie });
  expect(file.headers).toMatchObject({
    'content-disposition': 'attachment; filename="esp32-A0B1C2D3E4F5.json"',
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  const { psk } = JSON.parse(bench.ca.received()[0]?.body ?? '') as { psk: string };
  expect(JSON.parse(file.body)).toMatchObject({ mac: 'A0B1C2D3E4F5', psk });
  expect((await bench.get(url, { cookie: bench.cookie })).status).toBe(404);
});

test('a look at the head of a download does not use it up', async () => {
  const bench = await startRunBench();
  const id = await pass(bench);
  const reply = await bench.page.invoke('prov:save-credentials', { id, format: 'txt' });
  if (!reply.ok || reply.value.status !== 'download') throw new Error(JSON.stringify(reply));
  await bench.get(reply.value.url, { cookie: bench.cookie }, 'HEAD');
  const { status, body } = await bench.get(reply.value.url, { cookie: bench.cookie });
  expect(status).toBe(200);
  expect(body).toContain('macWithColons: A0:B1:C2:D3:E4:F5\n');
});

test('records are exported as CSV and as JSONL, without secrets', async () => {
  const bench = await startRunBench();
  const id = await pass(bench);
  const { psk } = JSON.parse(bench.ca.received()[0]?.body ?? '') as { psk: string };
  const fetched = async (format: 'csv' | 'jsonl') => {
    const reply = await bench.page.invoke('prov:export-records', { format });
    if (!reply.ok || reply.value.status !== 'download') throw new Error(JSON.stringify(reply));
    const { body } = await bench.get(reply.value.url, { cookie: bench.cookie });
    expect(body).not.toContain(psk);
    return body;
  };
  expect(parse(await fetched('csv'), { columns: true })).toMatchObject([{ recordId: id }]);
  expect(DeviceRecord.parse(JSON.parse(await fetched('jsonl')))).toMatchObject({ id });
});

test('credentials that are not there are an answer, not a download', async () => {
  const { page } = await startRunBench();
  expect(await page.invoke('prov:save-credentials', { id: 'x', format: 'json' })).toMatchObject({
    ok: false,
    error: { code: 'record-not-found' },
  });
});

test('a host that ends while a run goes on cancels it, and the port is free', async () => {
  const bench = await startRunBench({ timing: 'real' });
  const writing = bench.page.next('prov:progress');
  await bench.page.invoke('prov:provision-device', bench.request);
  await writing;
  const ended = bench.page.next('prov:error');
  await bench.end();
  expect(await ended).toMatchObject({ payload: { error: { code: 'cancelled' } } });

  const next = await startWebHostBench();
  const page = await next.connect(await next.signIn());
  expect(await page.invoke('prov:read-mac', { port: bench.board.url })).toMatchObject({ ok: true });
});

test('a page that goes away leaves its run alone', async () => {
  const bench = await startRunBench();
  const begun = bench.page.next('prov:progress');
  const started = await bench.page.invoke('prov:provision-device', bench.request);
  const runId = started.ok ? started.value.runId : '';
  await begun;
  bench.page.socket.terminate();
  const page = await bench.connect(bench.cookie);
  expect(await page.invoke('prov:current-run', {})).toMatchObject({
    ok: true,
    value: { runId },
  });
  const states = async () => {
    const reply = await page.invoke('prov:list-records', {});
    return reply.ok ? reply.value.map(({ state }) => state) : [];
  };
  await expect.poll(states).toEqual(['done']);
});

test('a page that comes later is told of the run, its log without secrets, and its verdict until that is left', async () => {
  const bench = await startRunBench();
  const recordId = await pass(bench);
  const { psk } = JSON.parse(bench.ca.received()[0]?.body ?? '') as { psk: string };
  bench.page.socket.terminate();
  const page = await bench.connect(bench.cookie);
  const reply = await page.invoke('prov:current-run', {});
  if (!reply.ok || !reply.value) throw new Error(JSON.stringify(reply));
  const { runId, steps, log, end, asked } = reply.value;
  expect(end).toMatchObject({ type: 'complete', result: { recordId } });
  expect(asked).toMatchObject({ includeCredentials: true, configureWifi: true, firmware: null });
  expect(steps.map(({ step }) => step)).toEqual(stepsOfRun({}));
  expect(log.map(({ text }) => text).join('\n')).toContain('AT+WIFI_PASS');
  for (const secret of [psk, WIFI.password]) expect(JSON.stringify(log)).not.toContain(secret);

  await page.invoke('prov:leave-run', { runId });
  expect(await page.invoke('prov:current-run', {})).toEqual({ ok: true, value: null });
});
