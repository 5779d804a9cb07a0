import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { stepsOfRun } from '../../src/contract/run.ts';
import { MAC, NETWORK, startCliBench, UUID } from './cli-bench.ts';
import { runCli, startCli } from './command-line.ts';
import { Stopwatch } from './stopwatch.ts';

describe('a run that passes', () => {
  test('tells a program every step and ends with the complete event', async () => {
    const { ca, provision } = await startCliBench();
    const { exitCode, stderr, events } = await runCli(provision('--json'));

    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    const done = events.filter(({ status }) => status === 'done').map(({ step }) => step);
    expect(done).toEqual(stepsOfRun({}));
    const proof = { status: 'passed', detail: expect.any(String) as string };
    expect(events.at(-1)).toEqual({
      event: 'complete',
      result: expect.objectContaining({
        mac: MAC,
        chip: 'esp32s3',
        uuid: UUID,
        psk: '***',
        certificate: expect.stringContaining('BEGIN CERTIFICATE') as string,
        nvs: { offset: 0xa2_0000, size: 0x1_0000, partition: 'prov_nvs', overridden: false },
        wifi: {
          ssid: NETWORK.ssid,
          status: 'connected',
          ip: expect.any(String) as string,
          dialect: 'spec-at',
        },
        proofs: {
          record: proof,
          certificate: proof,
          image: proof,
          readBack: proof,
          boot: proof,
          wifi: proof,
        },
        timings: { totalMs: expect.any(Number) as number, steps: expect.any(Object) as object },
      }) as object,
    });
    expect(ca.registrations()).toHaveLength(1);
  });

  test('has exactly the fields of a progress event', async () => {
    const { provision } = await startCliBench();
    const { events } = await runCli(provision('--json'));
    expect(events[0]).toEqual({
      event: 'progress',
      step: 'connect',
      status: 'running',
      fraction: 0,
      elapsedMs: expect.any(Number) as number,
    });
  });

  test('shows people each step once, then PASS with its proofs', async () => {
    const { provision } = await startCliBench();
    const { exitCode, stdout, stderr } = await runCli(provision());

    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(stdout.match(/^ *\d+\/12 .*done/gm)).toHaveLength(12);
    expect(stdout).toMatch(/^PASS$/m);
    expect(stdout).toContain('A0:B1:C2:D3:E4:F5');
    expect(stdout.match(/^✔ /gm)).toHaveLength(6);
  });

  test('says skipped, not passed, of what was switched off', async () => {
    const { device, ca, dataDir } = await startCliBench();
    const flags = ['--port', device.url, '--data-dir', dataDir, '--no-register', '--no-wifi'];
    const { exitCode, stdout } = await runCli(['provision', ...flags]);

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^- Certificate checked +skipped: /m);
    expect(stdout).toMatch(/^- IP address seen +skipped: /m);
    expect(ca.received()).toEqual([]);
  });

  test('shows the PSK only where it was asked for', async () => {
    const { ca, provision } = await startCliBench();
    const { stdout } = await runCli(provision('--show-secrets'));
    const { psk } = JSON.parse(ca.received()[0]?.body ?? '') as { psk: string };
    expect(stdout).toContain(psk);

    const again = await runCli(provision());
    expect(again.exitCode).toBe(0);
    expect(again.stdout).not.toContain(psk);
  });

  test('shows what the device prints, where it was asked for', async () => {
    const { provision } = await startCliBench();
    const { events } = await runCli(provision('--json', '--log'));
    const texts = events.filter(({ event }) => event === 'log').map(({ text }) => text);
    expect(texts.join('\n')).toContain(UUID);
  });

  test('takes the Wi-Fi password from the standard input', async () => {
    const { device, dataDir } = await startCliBench();
    const flags = ['--port', device.url, '--data-dir', dataDir, '--no-register'];
    const wifi = ['--ssid', NETWORK.ssid, '--wifi-password-file', '-'];
    const { exitCode } = await runCli(['provision', ...flags, ...wifi], `${NETWORK.password}\r\n`);
    expect(exitCode).toBe(0);
  });

  test('goes on to its end when nobody reads its output any more', async () => {
    const { dataDir, provision } = await startCliBench();
    const run = startCli(provision('--json'));
    await run.line('"connect"');
    run.child.stdout.destroy();
    expect((await run.ended).exitCode).toBe(0);

    const { events } = await runCli(['records', 'show', MAC, '--data-dir', dataDir, '--json']);
    expect(events.at(-1)).toMatchObject({ result: { state: 'done' } });
  });
});

describe('--save', () => {
  test('writes the credentials for their owner only', async () => {
    const { folder, ca, provision } = await startCliBench();
    const path = join(folder, 'device.json');
    const { exitCode, stdout } = await runCli(provision('--save', path));

    expect(exitCode).toBe(0);
    const { psk } = JSON.parse(ca.received()[0]?.body ?? '') as { psk: string };
    expect(stdout).not.toContain(psk);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ mac: MAC, uuid: UUID, psk });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('that fails is told after PASS; the record is kept', async () => {
    const { folder, dataDir, provision } = await startCliBench();
    const path = join(folder, 'device.json');
    mkdirSync(path);
    const { exitCode, events } = await runCli(provision('--save', path, '--json'));

    expect(exitCode).toBe(1);
    expect(events.at(-1)).toMatchObject({
      event: 'error',
      step: null,
      error: { code: 'file-unwritable' },
      deviceState: 'running-confirmed',
    });
    expect(events.filter(({ event }) => event === 'complete')).toEqual([]);
    const list = await runCli(['records', 'list', '--data-dir', dataDir, '--json']);
    expect(list.events.at(-1)).toMatchObject({ result: [{ mac: MAC, state: 'done' }] });
  });
});

describe('a run that fails', () => {
  test('ends with an error event that says what became of the device', async () => {
    const { ca, provision } = await startCliBench();
    ca.failNext({ kind: 'certificate', flaw: 'wrong-uuid' });
    const { exitCode, events } = await runCli(provision('--json'));

    expect(exitCode).toBe(1);
    expect(events.at(-1)).toMatchObject({
      event: 'error',
      step: 'register',
      error: {
        code: 'certificate-wrong-device',
        title: expect.any(String) as string,
        hint: expect.any(String) as string,
        detail: expect.any(String) as string,
      },
      deviceState: 'untouched',
    });
  });

  test('tells people first what became of the device', async () => {
    const { provision } = await startCliBench({
      device: { wifi: { ssid: 'another', password: null } },
    });
    const { exitCode, stdout } = await runCli(provision());
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^FAIL\n\nThe settings are verified and the firmware runs; Wi-Fi is not/m,
    );
    expect(stdout).toContain('Code: wifi-no-such-network');
  });

  test('does not let a server write to the terminal', async () => {
    const { ca, provision } = await startCliBench();
    const body = JSON.stringify({ success: false, error: '\u001b[2J\u001b]0;owned\u0007' });
    ca.failNext({
      kind: 'answer',
      status: 200,
      headers: { 'content-type': 'application/json' },
      body,
    });
    const { exitCode, stdout, stderr } = await runCli(provision());
    expect(exitCode).toBe(1);
    expect(stdout + stderr).not.toMatch(/[\u001b\u0007]/);
  });
});

describe('Ctrl-C', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends the run, frees the port, says so',
    async (signal) => {
      const { device, ca, provision } = await startCliBench();
      const asked = Promise.withResolvers<undefined>();
      const forever = () => (asked.resolve(undefined), new Promise(() => undefined));
      ca.failNext({ kind: 'wait', when: 'before', until: forever });
      const run = startCli(provision('--json'));
      await asked.promise;
      using watch = new Stopwatch();
      run.child.kill(signal);
      const { exitCode, events, stderr } = await run.ended;

      expect(watch.ms).toBeLessThan(1_000);
      expect(exitCode).toBe(130);
      expect(stderr).toBe('');
      expect(events.at(-1)).toMatchObject({
        event: 'error',
        step: 'register',
        error: { code: 'cancelled' },
        deviceState: 'untouched',
      });
      await expect.poll(() => device.server.inUse).toBe(false);
    },
  );

  test('tells people what became of the device', async () => {
    const { provision } = await startCliBench({
      device: { wifi: { ...NETWORK, withoutDhcp: true } },
    });
    const run = startCli(provision());
    await run.line('Start firmware');
    run.child.kill('SIGINT');
    const { exitCode, stdout } = await run.ended;
    expect(exitCode).toBe(130);
    expect(stdout).toMatch(/^STOPPED\n\nThe settings are verified and the firmware runs/m);
  });
});
