/** A serial port of this computer. Vendor and product are the four hex digits of the USB ids, in lower case. */
export interface SerialPortInfo {
  path: string;
  manufacturer?: string;
  serialNumber?: string;
  vendorId?: string;
  productId?: string;
  /** The USB socket, in the system's own words: `1-1.4`, `14100000`, `Port_#0003.Hub_#0001`. */
  location?: string;
  /** What sits between USB and the chip: `CP210x`, `CH340`, `FTDI`, `USB-Serial/JTAG` and their kin. */
  bridge?: string;
}
