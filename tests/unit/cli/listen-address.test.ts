import { describe, expect, test } from 'vitest';

import { exposureWarning, parseListenAddress } from '../../../src/hosts/cli/listen-address.ts';

describe('an address to listen on', () => {
  test.each([
    ['127.0.0.1:4000', { host: '127.0.0.1', port: 4000 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    ['[::1]:4000', { host: '::1', port: 4000 }],
    ['0.0.0.0:65535', { host: '0.0.0.0', port: 65_535 }],
  ])('%s', (text, address) => {
    expect(parseListenAddress(text)).toEqual(address);
  });

  test('without a host is this computer only', () => {
    expect(parseListenAddress('4000')).toEqual({ host: '127.0.0.1', port: 4000 });
  });

  test.each(['', 'host', '127.0.0.1:', '127.0.0.1:65536', '::1:4000', ':4000', 'a b:1'])(
    '%j is refused',
    (text) => {
      expect(() => parseListenAddress(text)).toThrow('host:port');
    },
  );
});

test('who opens a port to the network is told so', () => {
  expect(exposureWarning({ host: '0.0.0.0', port: 1 })).toContain('0.0.0.0');
  for (const host of ['127.0.0.1', '127.3.2.1', 'localhost', '::1']) {
    expect(exposureWarning({ host, port: 1 })).toBe('');
  }
});
