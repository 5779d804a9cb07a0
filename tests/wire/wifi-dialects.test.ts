import { describe, expect, test } from 'vitest';

import { Profile } from '../../src/contract/profile.ts';
import { startBench, WIFI, type Bench, type RunEnd } from './bench.ts';

type Device = NonNullable<NonNullable<Parameters<typeof startBench>[0]>['device']>;

/** One run against a board whose firmware speaks `device.dialect`; the profile says how we speak. */
async function provision(
  device: Device,
  wifi: Partial<Profile['wifi']>,
  request: Partial<Parameters<Bench['provision']>[0]> = {},
): Promise<RunEnd & { commands: string[] }> {
  await using bench = await startBench({ device });
  const profile = Profile.parse({ name: 'bench', wifi });
  const end = await bench.provision({ profile, ca: null, ...request });
  return { ...end, commands: [...bench.device.board.commands] };
}

const DIALECTS = ['spec-at', 'esp-at', 'improv', 'console'] as const;

describe.each(DIALECTS)('a firmware that speaks %s', (dialect) => {
  test.each([
    ['as it is', {}],
    ['without echo', { echo: false }],
    ['with log lines between its own', { logNoise: 'between' }],
    ['with log lines in the middle of its own', { logNoise: 'inside' }],
  ] as const)('%s is told its network and proves its address', async (_how, options) => {
    const { result, failure, log } = await provision({ dialect, ...options }, { dialect });
    expect(failure).toBeUndefined();
    expect(result?.wifi).toEqual({
      ssid: WIFI.ssid,
      status: 'connected',
      ip: '192.168.1.247',
      dialect,
    });
    expect(log.join('\n')).not.toContain(WIFI.password);
  });

  test('is recognised by what it answers', async () => {
    const { result, log } = await provision({ dialect }, { dialect: 'detect' });
    expect(result?.wifi).toMatchObject({ status: 'connected', dialect });
    expect(log).toContain(`= The firmware speaks ${dialect}.`);
  });

  test.each([
    ['a wrong password', { ...WIFI, password: 'not the one' }],
    ['no such network', { ...WIFI, ssid: 'elsewhere' }],
  ])('%s is told as this dialect tells it', async (what, wifi) => {
    const { failure } = await provision({ dialect }, { dialect, joinTimeoutMs: 2_000 }, { wifi });
    // Only the device's log names the cause where Improv says no more than "unable to connect".
    const code = what === 'a wrong password' ? 'wifi-wrong-password' : 'wifi-no-such-network';
    expect(failure).toMatchObject({
      error: { code },
      step: 'configure-wifi',
      deviceState: 'running-unconfirmed',
    });
  });

  test('without DHCP there is no PASS', async () => {
    const device = { dialect, wifi: { ...WIFI, withoutDhcp: true } };
    const { failure } = await provision(device, { dialect, joinTimeoutMs: 500 });
    expect(failure?.error.code).toMatch(/^wifi-(timeout|join-failed)$/);
    expect(failure?.deviceState).toBe('running-unconfirmed');
  });
});
