import { expect, test } from 'vitest';
import { parsePortAddress } from '../../../src/contract/port-address.ts';

test.each([
  ['rfc2217://bench:4000', 'rfc2217', 'bench', 4000],
  ['rfc2217://bench', 'rfc2217', 'bench', 2217],
  ['rfc2217://127.0.0.1:4000?ign_set_control', 'rfc2217', '127.0.0.1', 4000],
  ['RFC2217://bench:4000', 'rfc2217', 'bench', 4000],
  ['socket://[::1]:4000', 'socket', '::1', 4000],
])('%s is a port behind a server', (path, kind, host, tcpPort) => {
  expect(parsePortAddress(path)).toEqual({ kind, path, host, tcpPort });
});

test.each([
  '/dev/ttyUSB0',
  'COM3',
  '\\\\.\\COM12',
  '/dev/serial/by-id/usb-1a86_USB_Serial-if00',
  '/dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0',
])('%s is a port of this computer', (path) => {
  expect(parsePortAddress(path)).toEqual({ kind: 'local', path });
});

test.each([
  'socket://bench',
  'socket://bench:70000',
  'rfc2217://',
  'rfc2217:/bench',
  'socket://:5',
  'http://bench:1',
])('%s leads nowhere', (path) => {
  expect(() => parsePortAddress(path)).toThrow(
    expect.objectContaining({
      code: 'port-not-found',
      message: expect.stringContaining(`${path} is no address; write `) as string,
    }),
  );
});
