import { describe, expect, test } from 'vitest';

import { decodeNvs } from '../../embedded/nvs_partition_gen/decode-nvs.ts';
import { readString } from '../../embedded/nvs_partition_gen/read-string.ts';
import { Profile, WifiDialect } from '../../src/contract/profile.ts';
import { startBench, WIFI, type Bench } from './bench.ts';

/** What lies on the device under the profile's own name. */
function onDevice({ device }: Bench, key: string): string | undefined {
  const partition = decodeNvs(device.board.flash.read(0xa20000, 0x10000));
  return readString(partition, 'deviceprovision', key);
}

/** The virtual board joins a network whose name and password it was told byte for byte, and no other. */
async function expectToArrive(
  wifi: { ssid: string; password: string },
  dialect: WifiDialect,
): Promise<void> {
  await using bench = await startBench({ device: { wifi, dialect } });
  const profile = Profile.parse({ name: 'bench', wifi: { dialect } });
  const { result, failure } = await bench.provision({ wifi, profile, ca: null });
  expect(failure).toBeUndefined();
  expect(result?.wifi).toMatchObject({ ssid: wifi.ssid, status: 'connected' });
  expect(onDevice(bench, 'wifi_ssid')).toBe(wifi.ssid);
  expect(onDevice(bench, 'wifi_password')).toBe(wifi.password);
}

describe.each(WifiDialect.options)('told in %s', (dialect) => {
  test('F-60: quotes, commas and backslashes arrive as they are', async () => {
    await expectToArrive({ ssid: 'a"b,c\\d\\', password: '"\\",=%s\\\\"' }, dialect);
  });

  test('F-62: blanks at both ends are not trimmed', async () => {
    await expectToArrive({ ssid: '  Line 5 ', password: '  pass word  ' }, dialect);
  });
});

test.each([
  [
    'the name',
    { ...WIFI, ssid: 'x\r\nAT+REBOOT' },
    'ssid-invalid',
    'The Wi-Fi name cannot be used',
  ],
  [
    'the password',
    { ...WIFI, password: 'x'.repeat(8) + '\nAT+REBOOT' },
    'wifi-password-invalid',
    'The Wi-Fi password cannot be used',
  ],
])(
  'F-61: a line break in %s would be a command of its own: refused at the door, and no port is opened',
  async (_what, wifi, code, title) => {
    await using bench = await startBench();
    const { provisioner } = bench;
    const reply = await provisioner.dispatch('prov:provision-device', bench.request({ wifi }));
    expect(reply).toMatchObject({ ok: false, error: { code, title } });
    expect(reply.ok || reply.error.detail).toContain('it contains a control character');
    expect(bench.device.server.inUse).toBe(false);
    expect(bench.device.board.commands).toEqual([]);
    expect(bench.ca.received()).toEqual([]);
    expect(await provisioner.dispatch('prov:list-records', {})).toEqual({ ok: true, value: [] });
  },
);

test('F-66: a firmware that is still booting is told nothing until it answers', async () => {
  await using bench = await startBench({ device: { timing: 'real' } });
  const { result } = await bench.provision({ ca: null });
  expect(result?.wifi.status).toBe('connected');
  const { commands } = bench.device.board;
  expect(commands[0]).toBe('AT');
  expect(commands.filter((command) => command !== 'AT')[0]).toBe(`AT+WIFI_SSID=${WIFI.ssid}`);
});
