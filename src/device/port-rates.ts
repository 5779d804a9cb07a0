import type { SerialPortInfo } from './serial-port-info.ts';

/** What a bench remembers of its ports: the rate at which each worked last, in baud. */
export interface PortRates {
  rateOf(key: string): number | undefined;
  /** Durable when it returns. Never throws: a rate that is not remembered costs a second, no more. */
  remember(key: string, rate: number): Promise<void>;
}

/** A bridge with a serial number is known wherever it is plugged in; else the name of the port has to do. */
export function portKey(path: string, port: SerialPortInfo | undefined): string {
  const { vendorId, productId = '', serialNumber } = port ?? {};
  return vendorId !== undefined && serialNumber !== undefined
    ? `usb:${vendorId}:${productId}:${serialNumber}`
    : path;
}
