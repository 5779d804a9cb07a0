/** The Linux kernel module that drives this USB device; undefined where we do not know it. */
export function knownDriver(vendorId: string, productId: string): string | undefined {
  return DRIVERS[`${vendorId}:${productId}`] ?? DRIVERS[vendorId];
}

/** Sources: the id tables of drivers/usb/serial and drivers/usb/class/cdc-acm.c in the kernel. */
const DRIVERS: Readonly<Record<string, string>> = {
  '10c4': 'cp210x',
  '0403': 'ftdi_sio',
  '067b': 'pl2303',
  '1a86': 'ch341',
  // These two follow the USB's own class for modems.
  '1a86:55d3': 'cdc_acm', // CH343
  '1a86:55d4': 'cdc_acm', // CH9102
  '303a': 'cdc_acm',
};
