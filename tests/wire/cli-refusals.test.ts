import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { startCliBench, type CliBench } from './cli-bench.ts';
import { runCli, temporaryFolder } from './command-line.ts';

/** A port at which it is counted who connects. */
async function watchedPort(): Promise<{ url: string; connections: () => number }> {
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `rfc2217://127.0.0.1:${port}`, connections: () => count };
}

/** The last of two equal flags is the one that counts. */
const MISTAKES: Record<string, { code: string; flags: (bench: CliBench) => string[] }> = {
  'a namespace of 16 bytes': {
    code: 'namespace-invalid',
    flags: ({ file }) => [
      '--profile',
      file('p.json', '{ "name": "p", "nvs": { "namespace": "sixteen_bytes_ns" } }'),
    ],
  },
  'an offset that is no multiple of 0x1000': {
    code: 'region-invalid',
    flags: () => ['--nvs-offset', '0xA20001'],
  },
  'a PSK that is not 64 hex digits': {
    code: 'psk-invalid',
    flags: ({ file }) => ['--psk-file', file('psk', 'A0B1C2D3\n')],
  },
  'a PSK with a newline inside': {
    code: 'psk-invalid',
    flags: ({ file }) => ['--psk-file', file('psk', `${'a1'.repeat(16)}\n${'b2'.repeat(16)}\n`)],
  },
  'a UUID that is none': { code: 'uuid-invalid', flags: () => ['--uuid', '04e4822c'] },
  'an SSID of 33 bytes': { code: 'ssid-invalid', flags: () => ['--ssid', `${'x'.repeat(31)}é`] },
  'an SSID with a newline': { code: 'ssid-invalid', flags: () => ['--ssid', 'ben\nch'] },
  'a password of 7': {
    code: 'wifi-password-invalid',
    flags: ({ file }) => ['--wifi-password-file', file('wifi', 'seven77\n')],
  },
  'a password with a newline': {
    code: 'wifi-password-invalid',
    flags: ({ file }) => ['--wifi-password-file', file('wifi', 'correct\nhorse\n')],
  },
  'an http CA without the word that allows it': {
    code: 'ca-url-insecure',
    flags: () => ['--ca', 'http://192.0.2.1:8080'],
  },
  'a CA address that is no URL': { code: 'ca-url-invalid', flags: () => ['--ca', 'ca.example'] },
  'an unknown chip': { code: 'chip-unknown', flags: () => ['--chip', 'esp8266'] },
  'an unknown profile': { code: 'profile-unknown', flags: () => ['--profile', 'sepc'] },
  'a password file that is not there': {
    code: 'file-unreadable',
    flags: ({ folder }) => ['--wifi-password-file', join(folder, 'missing')],
  },
  'a file without end': {
    code: 'file-unreadable',
    flags: () => ['--nvs-key-file', '/dev/zero'],
  },
  'a CA file without a certificate': {
    code: 'ca-file-invalid',
    flags: ({ file }) => ['--ca-cert', file('ca.pem', 'no certificate\n')],
  },
  'a passphrase file with nothing in it': {
    code: 'file-unreadable',
    flags: ({ file }) => ['--passphrase-file', file('passphrase', '\n')],
  },
  'a place for --save that is not there': {
    code: 'file-unwritable',
    flags: ({ folder }) => ['--save', join(folder, 'missing', 'device.json')],
  },
  'an unknown flag': { code: 'bad-request', flags: () => ['--namespace', 'x'] },
};

describe('refused before anything was changed', () => {
  test.each(Object.entries(MISTAKES))('%s', async (_, { code, flags }) => {
    const bench = await startCliBench();
    const port = await watchedPort();
    const args = bench.provision('--port', port.url, ...flags(bench));
    const { exitCode, events, stderr } = await runCli([...args, '--json']);

    expect(events).toEqual([
      {
        event: 'error',
        step: null,
        error: {
          code,
          title: expect.any(String) as string,
          hint: expect.any(String) as string,
          detail: expect.any(String) as string,
        },
        deviceState: 'untouched',
      },
    ]);
    expect(stderr).toBe('');
    expect(exitCode).toBe(2);
    expect(port.connections()).toBe(0);
    expect(bench.ca.received()).toEqual([]);
    expect(existsSync(bench.dataDir)).toBe(false);
  });

  test('is told to people with the reason, the next act and the code', async () => {
    const { provision } = await startCliBench();
    const { exitCode, stdout, stderr } = await runCli(provision('--ssid', 'x'.repeat(33)));
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^The Wi-Fi name cannot be used: it has 33 bytes, the limit is 32\.$/m);
    expect(stderr).toMatch(/^Nothing was changed\.\nCode: ssid-invalid$/m);
  });

  test('wrong flags are told in one sentence, with the usage', async () => {
    const { exitCode, stdout, stderr } = await runCli(['provision', '--port', 'p', '--prot', 'q']);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^Unknown option '--prot' .*--port/);
    expect(stderr).toContain('Usage: esp32-provisioner provision --port P');
  });

  test.each([
    [['provision', '--port', 'p', '--no-wifi'], 'ca-missing'],
    [['provision', '--port', 'p', '--no-register'], 'bad-request'],
    [['provision', '--port', 'p', '--no-register', '--ssid', 's'], 'bad-request'],
    [['read-mac'], 'bad-request'],
    [['check-ca', '--ca', 'ftp://ca.example'], 'ca-url-invalid'],
    [['virtual-esp32', '--listen', 'anywhere'], 'bad-request'],
    [['fly'], 'bad-request'],
    [[], 'bad-request'],
  ])('%j is %s', async (args, code) => {
    const { exitCode, events } = await runCli([...args, '--json']);
    expect(exitCode).toBe(2);
    expect(events).toMatchObject([{ event: 'error', error: { code }, deviceState: 'untouched' }]);
  });
});

test('a profile is written to a file whose name ends in .json, and to no other', async () => {
  const folder = temporaryFolder();
  const { exitCode, stderr } = await runCli(['profiles', 'new', join(folder, 'evil')]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('evil: the name of a profile file ends in .json.');
  expect(readdirSync(folder)).toEqual([]);
  expect((await runCli(['profiles', 'new', join(folder, 'line-3.json')])).exitCode).toBe(0);
});

describe('found at the port and on the device, before anything was changed', () => {
  const untouched = (code: string, step: string) => ({
    event: 'error',
    step,
    error: { code },
    deviceState: 'untouched',
    recordId: null,
  });

  async function expectNothingKept({ ca, dataDir }: CliBench) {
    expect(ca.received()).toEqual([]);
    const { events } = await runCli(['records', 'list', '--data-dir', dataDir, '--json']);
    expect(events).toEqual([{ event: 'complete', result: [] }]);
  }

  test('an offset outside of every NVS partition', async () => {
    const bench = await startCliBench();
    const before = bench.device.board.flash.read(0, 0x100_0000);
    const { exitCode, events } = await runCli(
      bench.provision('--nvs-offset', '0x300000', '--json'),
    );
    expect(exitCode).toBe(1);
    expect(events.at(-1)).toMatchObject(untouched('partition-mismatch', 'inspect'));
    expect(Buffer.compare(bench.device.board.flash.read(0, 0x100_0000), before)).toBe(0);
    await expectNothingKept(bench);
  });

  test('a port that does not exist', async () => {
    const bench = await startCliBench();
    const { exitCode, events } = await runCli(bench.provision('--port', '/dev/ttyNONE9', '--json'));
    expect(exitCode).toBe(1);
    expect(events.at(-1)).toMatchObject(untouched('port-not-found', 'connect'));
    await expectNothingKept(bench);
  });

  test('a port that another program has open', async () => {
    const bench = await startCliBench();
    const other = connect(bench.device.server.port, '127.0.0.1');
    onTestFinished(() => void other.destroy());
    await once(other, 'data');
    const { exitCode, events } = await runCli(bench.provision('--json'));
    expect(exitCode).toBe(1);
    expect(events.at(-1)).toMatchObject(untouched('port-busy', 'connect'));
    await expectNothingKept(bench);
  });
});
