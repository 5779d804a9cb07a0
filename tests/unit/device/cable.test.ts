import { expect, test } from 'vitest';

import { cableOf } from '../../../src/device/cable.ts';

test.each([
  ['303a', '1001', 'usb-serial-jtag'],
  ['303a', '0002', 'usb-otg'],
  ['303a', '4001', 'usb-otg'], // firmware over TinyUSB
  ['303a', '1002', 'uart-bridge'], // Espressif's own bridge
  ['10c4', 'ea60', 'uart-bridge'],
  [undefined, undefined, 'unknown'],
] as const)('USB %s:%s is %s', (vendorId, productId, cable) => {
  const ids = vendorId === undefined ? {} : { vendorId, productId };
  expect(cableOf({ path: '/dev/ttyACM0', ...ids })).toBe(cable);
});
