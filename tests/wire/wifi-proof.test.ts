import { expect, test } from 'vitest';

import { Profile } from '../../src/contract/profile.ts';
import { DEVICE_STATES } from '../../src/contract/run.ts';
import { verdictOfFailure, verdictOfResult } from '../../src/contract/verdict.ts';
import { startBench, WIFI } from './bench.ts';

type Device = NonNullable<NonNullable<Parameters<typeof startBench>[0]>['device']>;
type Wifi = Partial<Profile['wifi']>;

/** One run without a CA; what it came to, and what the record says of it. */
async function provision(device: Device, wifi: Wifi) {
  await using bench = await startBench({ device });
  const profile = Profile.parse({ name: 'bench', wifi });
  const end = await bench.provision({ profile, ca: null });
  const reply = await bench.provisioner.dispatch('prov:list-records', {});
  return { ...end, run: reply.ok ? reply.value[0]?.runs[0] : undefined };
}

const SILENT: Device = { firmware: 'silent' };
const NO_DHCP: Device = { wifi: { ...WIFI, withoutDhcp: true } };

test('F-65: a silent firmware is a failure with its own words, and amber: the settings are there', async () => {
  const { failure, run } = await provision(SILENT, { readyTimeoutMs: 300 });
  expect(failure).toMatchObject({
    step: 'configure-wifi',
    deviceState: 'running-unconfirmed',
    error: {
      code: 'wifi-no-console',
      title: 'The firmware does not answer Wi-Fi commands',
      hint: 'Wi-Fi is not confirmed. Check that the firmware speaks the dialect of the profile.',
    },
  });
  expect(DEVICE_STATES['running-unconfirmed']).toContain('Wi-Fi is not confirmed');
  expect(failure && verdictOfFailure(failure)).toBe('unconfirmed');
  expect(run).toMatchObject({ outcome: 'failed', errorCode: 'wifi-no-console' });
});

test('F-65: silent firmware that was to be told the network alone holds nothing of it: red, not amber', async () => {
  await using bench = await startBench({ device: SILENT });
  const profile = Profile.parse({ name: 'bench', wifi: { readyTimeoutMs: 300 } });
  await bench.provision({ profile, ca: null, wifi: null });
  const { failure } = await bench.provision({ profile, ca: null, includeCredentials: false });
  expect(failure).toMatchObject({ error: { code: 'wifi-no-console' }, deviceState: 'wifi-only' });
  expect(failure && verdictOfFailure(failure)).toBe('failed');
});

test('F-65: where the profile is content with NVS, a silent firmware ends the run amber, never green', async () => {
  const { result, progress, run } = await provision(SILENT, {
    readyTimeoutMs: 300,
    proof: 'written',
  });
  expect(result?.wifi).toMatchObject({ status: 'unconfirmed', ip: null, dialect: null });
  expect(result?.proofs.wifi.status).toBe('unconfirmed');
  expect(result && verdictOfResult(result)).toBe('unconfirmed');
  expect(progress.find(({ status }) => status === 'unconfirmed')?.step).toBe('configure-wifi');
  expect(run).toMatchObject({ outcome: 'unconfirmed', deviceState: 'running-unconfirmed' });
});

test('F-67: accepted without an address is no PASS; by default it fails', async () => {
  const { failure } = await provision(NO_DHCP, { joinTimeoutMs: 300 });
  expect(failure).toMatchObject({
    deviceState: 'running-unconfirmed',
    error: {
      code: 'wifi-timeout',
      title: 'The device did not report an IP address in time',
      hint: 'Check the signal and the DHCP server, then run once more.',
    },
  });
  expect(failure && verdictOfFailure(failure)).toBe('failed');
});

test.each(['accepted', 'written'] as const)(
  'F-67: accepted without an address is amber where the profile says "%s"',
  async (proof) => {
    const { result, run } = await provision(NO_DHCP, { joinTimeoutMs: 300, proof });
    expect(result?.wifi).toMatchObject({ status: 'accepted', ip: null, dialect: 'spec-at' });
    expect(result && verdictOfResult(result)).toBe('unconfirmed');
    expect(run?.outcome).toBe('unconfirmed');
  },
);

test('what the firmware reports as wrong is wrong, whatever the profile is content with', async () => {
  const device = { wifi: { ...WIFI, password: 'another one' } };
  const { failure } = await provision(device, { proof: 'written' });
  expect(failure?.error.code).toBe('wifi-wrong-password');
});

test('an address is green whatever the profile would be content with', async () => {
  const { result, run } = await provision({}, { proof: 'written' });
  expect(result && verdictOfResult(result)).toBe('passed');
  expect(run).toMatchObject({ outcome: 'passed', deviceState: 'running-confirmed' });
});

test.each(['esp-at', 'improv'] as const)(
  '%s: the device lists the networks that it sees, and nothing on it has changed',
  async (dialect) => {
    const neighbours = [
      { ssid: 'comma, "quote"', password: 'x'.repeat(8), rssi: -70 },
      { ssid: 'open ☃', password: null, rssi: -30 },
    ];
    await using bench = await startBench({ device: { dialect, neighbours } });
    const { flash } = bench.device.board;
    const before = Buffer.from(flash.bytes);
    const reply = await bench.provisioner.dispatch('prov:scan-wifi', { port: bench.device.url });
    expect(reply).toEqual({
      ok: true,
      value: {
        dialect,
        networks: [
          { ssid: 'open ☃', rssi: -30, secured: false },
          { ssid: WIFI.ssid, rssi: -48, secured: true },
          { ssid: 'comma, "quote"', rssi: -70, secured: true },
        ],
      },
    });
    expect(before.equals(flash.bytes)).toBe(true);
  },
);

test.each(['spec-at', 'console'] as const)('%s: there is no list to be had', async (dialect) => {
  await using bench = await startBench({ device: { dialect } });
  const reply = await bench.provisioner.dispatch('prov:scan-wifi', { port: bench.device.url });
  expect(reply).toMatchObject({ ok: false, error: { code: 'wifi-no-scan' } });
});
