import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Settings } from '../../../src/contract/channels.ts';
import type { App } from '../../../src/renderer/app-context.ts';
import { createApp } from '../../../src/renderer/create-app.ts';
import { en } from '../../../src/renderer/texts/en.ts';
import { passed, WHOLE_RUN } from './facts.ts';
import { ok, Program } from './program.ts';

const PSK = '3f7a9c2e5b8d4f1a6c9e2b7d5f8a3c6e9b1d4f7a2c5e8b1d4f7a3c6e9b2d5f8a';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(1_000);

async function openApp(program: Program) {
  const app = createApp(program, en);
  await settle();
  return app;
}

test('what was typed before the last close is there again', async () => {
  const settings = Settings.parse({ ssid: 'Line', port: 'COM3' });
  const { form } = await openApp(new Program({ 'prov:get-settings': () => ok(settings) }));
  expect(form.getState().values).toMatchObject({ ssid: 'Line', port: 'COM3' });
});

test('settings are kept once typing is over, without a secret', async () => {
  const program = new Program();
  const { form } = await openApp(program);
  form.change({ ssid: 'L' });
  form.change({ ssid: 'Li', password: 'SecurePass123', psk: PSK, uuid: 'u', caToken: 't0k3n' });
  await settle();
  expect(program.payloads('prov:set-settings')).toEqual([Settings.parse({ ssid: 'Li' })]);
  expect(JSON.stringify(program.payloads('prov:set-settings'))).not.toMatch(
    /SecurePass123|3f7a|t0k3n/,
  );
});

test('a secret alone writes nothing', async () => {
  const program = new Program();
  const { form } = await openApp(program);
  form.change({ password: 'SecurePass123' });
  await settle();
  expect(program.payloads('prov:set-settings')).toEqual([]);
});

test('what is typed before the settings come stays, and is kept', async () => {
  const settings = Promise.withResolvers<undefined>();
  const program = new Program({
    'prov:get-settings': async () => {
      await settings.promise;
      return ok(Settings.parse({ port: 'COM3', ssid: 'Line' }));
    },
  });
  const { form } = await openApp(program);
  form.change({ port: 'rfc2217://bench:4000' });
  form.touch('caUrl');
  settings.resolve(undefined);
  await settle();
  const { port, ssid } = form.getState().values;
  expect({ port, ssid }).toEqual({ port: 'rfc2217://bench:4000', ssid: 'Line' });
  expect(program.payloads('prov:set-settings')).toEqual([
    Settings.parse({ port: 'rfc2217://bench:4000', ssid: 'Line' }),
  ]);
});

const COM1 = { path: 'COM1' }; // built in
const COM3 = { path: 'COM3', bridge: 'CP210x' };
const COM4 = { path: 'COM4', bridge: 'CH340' };

test.each([
  ['the only one', [COM3], 'COM3'],
  ['the only one with a known USB bridge', [COM1, COM3], 'COM3'],
  ['none of two', [COM3, COM4], ''],
  ['none that is built into the computer', [COM1], ''],
])('of the ports is chosen: %s', async (_which, ports, chosen) => {
  const program = new Program();
  const { form } = await openApp(program);
  program.emit('prov:ports', ports);
  expect(form.getState().values.port).toBe(chosen);
});

test('no port is chosen for a person who is at the field, or was', async () => {
  const program = new Program();
  const { form } = await openApp(program);
  form.touch('port');
  program.emit('prov:ports', [COM3]);
  expect(form.getState().values.port).toBe('');
});

test('a UUID and PSK that were given are for one board: after its PASS they are gone', async () => {
  const program = new Program();
  const { form, run } = await openApp(program);
  form.change({ uuid: '04e4822c-719e-45b0-b360-7e2819faca53', psk: PSK });
  await run.start({ port: 'COM3', ca: null, wifi: null }, WHOLE_RUN);
  program.emit('prov:complete', passed());
  await settle();
  expect(form.getState().values).toMatchObject({ uuid: '', psk: '' });
});

const DEVICE = {
  chip: 'esp32s3',
  description: 'ESP32-S3',
  mac: 'A0B1C2D3E4F5',
  uniqueId: null,
  flashSize: 16 << 20,
  flashEncryption: false,
  secureDownload: false,
  secureBoot: false,
  partitionTable: 'valid',
  nvsPartitions: [],
  record: null,
} as const;

test.each<[string, (app: App, program: Program) => void]>([
  ['the board is unplugged', (_app, program) => program.emit('prov:ports', [])],
  ['another port is chosen', ({ form }) => form.change({ port: 'COM4' })],
])('what was read from a board is forgotten when %s', async (_when, happens) => {
  const program = new Program({
    'prov:list-ports': () => ok([{ path: 'COM3' }]),
    'prov:detect-chip': () => ok({ ...DEVICE, nvsPartitions: [] }),
  });
  const app = await openApp(program);
  await app.bench.detect('COM3', 'default-reset');
  expect(app.bench.getState().detection.state).toBe('known');
  happens(app, program);
  expect(app.bench.getState().detection.state).toBe('none');
});
