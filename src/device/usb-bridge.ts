/** USB ids as ESP32 boards show them; sources: the vendors' drivers, and the USB product ids that Espressif publishes. */
const BRIDGES: Readonly<Record<string, string>> = {
  '10c4': 'CP210x',
  '0403': 'FTDI',
  '1a86': 'CH340',
  '067b': 'PL2303',
  '303a:0002': 'USB-OTG',
  '303a:0009': 'USB-OTG',
  '303a:0012': 'USB-OTG',
  '303a:1001': 'USB-Serial/JTAG',
  '303a:1002': 'ESP USB Bridge',
};

/** The name of the USB-to-serial bridge with these ids (four hex digits each, lower case), if it is a known one. */
export function bridgeOf(vendorId?: string, productId?: string): string | undefined {
  return vendorId === undefined
    ? undefined
    : (BRIDGES[`${vendorId}:${productId ?? ''}`] ?? BRIDGES[vendorId]);
}
