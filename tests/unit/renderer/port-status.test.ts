import { expect, test } from 'vitest';

import { portStatus, type PortFacts } from '../../../src/renderer/form/port-status.ts';

const LISTED = [{ path: '/dev/ttyUSB0' }];

test.each<[string, Partial<PortFacts>, ReturnType<typeof portStatus>]>([
  ['a port of the list', { port: '/dev/ttyUSB0' }, 'ready'],
  ['a port that has left the list', { port: '/dev/ttyUSB1' }, 'unplugged'],
  [
    'a port that no list shows, typed by hand',
    { port: '/dev/pts/3', typedPort: '/dev/pts/3' },
    'typed',
  ],
  ['an address', { port: 'rfc2217://bench:4000', ports: [] }, 'remote'],
  ['nothing chosen of several', { port: '' }, 'none-chosen'],
  ['nothing to choose from', { port: '', ports: [] }, 'none-found'],
  ['before the program has answered', { port: '/dev/ttyUSB0', ports: null }, 'looking'],
])('%s', (_what, facts, expected) => {
  expect(portStatus({ ports: LISTED, port: '', typedPort: null, ...facts })).toBe(expected);
});
