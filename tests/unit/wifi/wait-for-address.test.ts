import { expect, test } from 'vitest';

import { FirmwareConsole } from '../../../src/device/wifi/firmware-console.ts';
import { waitForAddress } from '../../../src/device/wifi/wait-for-address.ts';
import { ScriptedLine } from './scripted-line.ts';

const { signal } = new AbortController();

/** The address that is read from a line, on a network of this name; null where there is none. */
async function addressFrom(said: string, ssid = 'Line 5'): Promise<string | null> {
  const line = new ScriptedLine(() => undefined);
  using console = new FirmwareConsole(line, () => undefined);
  line.say(`${said}\r\n`);
  const { ip } = await waitForAddress(console, { ssid, timeoutMs: 30, accepted: true }, signal);
  return ip;
}

test.each([
  ['the specification', '+WIFI_IP:192.168.1.150'],
  ['ESP-AT', '+CIFSR:STAIP,"192.168.1.150"'],
  [
    'ESP-IDF',
    'I (2731) esp_netif_handlers: sta ip: 192.168.1.150, mask: 255.255.255.0, gw: 192.168.1.1',
  ],
  ['the station example of ESP-IDF', 'I (2731) wifi station: got ip:192.168.1.150'],
  ['an Arduino sketch', 'WiFi connected. IP address: 192.168.1.150.'],
  ['one that names its access point', 'connected to AP, IP 192.168.1.150'],
])('the address of a device is known from its line: %s', async (_firmware, line) => {
  expect(await addressFrom(line)).toBe('192.168.1.150');
});

test.each([
  'I (812) esp_netif_lwip: DHCP server started on interface WIFI_AP_DEF with IP: 192.168.4.1',
  'softAP IP: 192.168.4.1',
  'AP IP address: 192.168.4.1',
  'W (90) net: lost IP 192.168.1.9',
  'last known IP 10.0.0.7, trying to reconnect',
  'mqtt: broker IP 52.1.2.3',
  'gateway IP 192.168.1.1',
  'IP=169.254.1.1',
  'IP 127.0.0.1',
  'IP 0.0.0.0',
  'IP 999.1.1.1',
  'IP stack 2.1.3.0.7',
])('what is no address of this device on a network proves nothing: %s', async (line) => {
  expect(await addressFrom(line)).toBeNull();
});

test('the name of the network says nothing of whose the address is', async () => {
  expect(await addressFrom('joined lost server, IP 10.0.0.9', 'lost server')).toBe('10.0.0.9');
  expect(await addressFrom('joined IP 10.0.0.566a, IP 10.0.0.9', 'IP 10.0.0.566a')).toBe(
    '10.0.0.9',
  );
  expect(await addressFrom('joined a\u2028b, IP 10.0.0.9', 'a\u2028b')).toBe('10.0.0.9');
});
