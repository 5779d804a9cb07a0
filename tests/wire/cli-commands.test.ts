import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, test } from 'vitest';

import { MAC, NETWORK, startCliBench, UUID } from './cli-bench.ts';
import { runCli, startCli, temporaryFolder } from './command-line.ts';

const MAIN = resolve(import.meta.dirname, '../../src/hosts/cli/main.ts');

describe('commands that change nothing', () => {
  test('read-mac', async () => {
    const { device } = await startCliBench();
    const { exitCode, stdout } = await runCli(['read-mac', '--port', device.url]);
    expect(exitCode).toBe(0);
    expect(stdout).toBe('A0:B1:C2:D3:E4:F5  ESP32-S3\n');

    const { events } = await runCli(['read-mac', '--port', device.url, '--json']);
    expect(events).toEqual([{ event: 'complete', result: { mac: MAC, chip: 'esp32s3' } }]);
  });

  test('read-mac at a port that does not exist', async () => {
    const { exitCode, stderr } = await runCli(['read-mac', '--port', '/dev/ttyNONE9']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('There is no such serial port');
    expect(stderr).toContain('Code: port-not-found');
  });

  test('detect-chip', async () => {
    const { device } = await startCliBench({ device: { chip: 'esp32c6' } });
    const { exitCode, stdout } = await runCli(['detect-chip', '--port', device.url]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Chip +ESP32-C6/m);
    expect(stdout).toMatch(/^Flash +16 MB$/m);
    expect(stdout).toMatch(/^NVS .*0xa20000, 65536 bytes/m);
  });

  test('list-ports', async () => {
    const { exitCode, events } = await runCli(['list-ports', '--json']);
    expect(exitCode).toBe(0);
    expect(events).toEqual([{ event: 'complete', result: expect.any(Array) as unknown[] }]);
  });

  test('check-ca, which never sends a device', async () => {
    const { ca, file } = await startCliBench();
    const trust = ['--ca-cert', file('ca.pem', ca.caPem)];
    const { exitCode, stdout } = await runCli(['check-ca', '--ca', ca.url, ...trust]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^TLS +TLSv1\.3$/m);
    expect(ca.received()).toEqual([]);
  });

  test('check-ca at a CA that is not to be trusted', async () => {
    const { ca } = await startCliBench();
    const { exitCode, events } = await runCli(['check-ca', '--ca', ca.url, '--json']);
    expect(exitCode).toBe(1);
    expect(events.at(-1)).toMatchObject({ error: { code: 'ca-untrusted' } });
  });
});

describe('records', () => {
  test('show what was provisioned, by MAC or UUID, without the PSK', async () => {
    const { ca, dataDir, provision } = await startCliBench();
    await runCli(provision());
    const { psk } = JSON.parse(ca.received()[0]?.body ?? '') as { psk: string };

    const list = await runCli(['records', 'list', '--data-dir', dataDir]);
    expect(list.stdout).toMatch(new RegExp(`^A0:B1:C2:D3:E4:F5 +done .*${UUID}`, 'm'));
    const show = await runCli(['records', 'show', UUID, '--data-dir', dataDir]);
    expect(show.exitCode).toBe(0);
    expect(show.stdout).toMatch(/^State +done$/m);
    expect(show.stdout).toContain('BEGIN CERTIFICATE');
    const json = await runCli([
      'records',
      'show',
      'a0:b1:c2:d3:e4:f5',
      '--data-dir',
      dataDir,
      '--json',
    ]);
    expect(json.events.at(-1)).toMatchObject({
      result: { mac: MAC, runs: [{ outcome: 'passed' }] },
    });
    for (const { stdout } of [list, show, json]) expect(stdout).not.toContain(psk);
  });

  test('that are not there', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const list = await runCli(['records', 'list', '--data-dir', dataDir]);
    expect(list).toMatchObject({ exitCode: 0, stdout: 'There is no record yet.\n' });
    const show = await runCli(['records', 'show', 'x', '--data-dir', dataDir, '--json']);
    expect(show.exitCode).toBe(1);
    expect(show.events).toMatchObject([{ event: 'error', error: { code: 'record-not-found' } }]);
  });

  test('whose secrets a passphrase protects go on with it, and with no other', async () => {
    const { ca, file, provision } = await startCliBench();
    const right = ['--passphrase-file', file('right', 'four correct horses\n')];
    const wrong = ['--passphrase-file', file('wrong', 'three correct horses\n')];
    expect((await runCli(provision(...right))).exitCode).toBe(0);
    const refused = await runCli(provision(...wrong, '--json'));
    expect(refused.exitCode).toBe(1);
    expect(refused.events.at(-1)).toMatchObject({ error: { code: 'secrets-locked' } });
    expect((await runCli(provision(...right))).exitCode).toBe(0);
    expect(ca.registrations()).toHaveLength(1);
  });
});

describe('the virtual bench', () => {
  test('serves a board and a CA that a run passes with, until Ctrl-C', async () => {
    const folder = temporaryFolder();
    const { file } = await startCliBench();
    const password = file('bench-wifi', `${NETWORK.password}\n`);
    const token = file('token', 'planted-token\n');
    const caCert = join(folder, 'ca.pem');
    const wifi = ['--wifi-ssid', NETWORK.ssid, '--wifi-password-file', password];
    const chip = ['--chip', 'esp32', '--mac', '24:0A:C4:00:00:01', '--timing', 'instant'];
    const board = startCli(['virtual-esp32', '--listen', '127.0.0.1:0', ...chip, ...wifi]);
    const tls = ['--tls', '--token-file', token, '--save-ca-cert', caCert];
    const ca = startCli(['virtual-ca', '--listen', '127.0.0.1:0', ...tls]);
    const port = /rfc2217:\S+/.exec(await board.line('rfc2217://'))?.[0] ?? '';
    const url = /https:\S+/.exec(await ca.line('https://'))?.[0] ?? '';
    await ca.line('Ctrl-C');

    const { exitCode, events } = await runCli([
      ...['provision', '--port', port, '--data-dir', join(folder, 'data'), '--json'],
      ...['--ca', url, '--ca-cert', caCert, '--ca-token-file', token],
      ...['--ssid', NETWORK.ssid, '--wifi-password-file', password],
    ]);
    expect(events.at(-1)).toMatchObject({ result: { mac: '240AC4000001', chip: 'esp32' } });
    expect(exitCode).toBe(0);
    for (const server of [board, ca]) {
      server.child.kill('SIGINT');
      expect(await server.ended).toMatchObject({ exitCode: 0, stderr: '' });
    }
  });

  test('keeps the flash of a board in a file', async () => {
    const flashFile = join(temporaryFolder(), 'flash.bin');
    const board = startCli(['virtual-esp32', '--listen', '0', '--flash-file', flashFile]);
    await board.line('rfc2217://127.0.0.1:');
    board.child.kill('SIGTERM');
    expect((await board.ended).exitCode).toBe(0);
    expect(readFileSync(flashFile)).toHaveLength(0x100_0000);
  });

  test('does not listen where another program does', async () => {
    const { device } = await startCliBench();
    const listen = ['--listen', `127.0.0.1:${device.server.port}`];
    const { exitCode, stderr } = await runCli(['virtual-esp32', ...listen]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('another program listens there already');
  });
});

test('the demo passes with every proof, and ends with the complete event', async () => {
  const { exitCode, stderr, events } = await runCli(['demo', '--json']);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  const { result } = events.at(-1) as unknown as { result: { proofs: Record<string, object> } };
  expect(Object.values(result.proofs)).toHaveLength(6);
  for (const proof of Object.values(result.proofs))
    expect(proof).toMatchObject({ status: 'passed' });
});

test.skipIf(process.platform !== 'linux')('what could not be written is a failure', () => {
  const full = openSync('/dev/full', 'w');
  const { status } = spawnSync(process.execPath, [MAIN, 'profiles', 'list'], {
    stdio: ['ignore', full, 'ignore'],
  });
  closeSync(full);
  expect(status).toBe(1);
});
