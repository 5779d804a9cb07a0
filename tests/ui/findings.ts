import type { Finding } from '../../src/contract/port-examination.ts';

/** Of a Linux computer without a board, for a user who is new to it. */
export const FINDINGS: Finding[] = [
  {
    check: 'usb',
    state: 'not-found',
    title: 'No USB serial device is connected',
    text: 'This computer sees 4 USB devices, none of them a board or a serial adapter.',
    command: null,
    error: null,
  },
  {
    check: 'cable',
    state: 'unknown',
    title: 'The cable may only carry power',
    text: 'A light on the board does not prove data. Try a cable that has copied files before.',
    command: null,
    error: null,
  },
  {
    check: 'permission',
    state: 'to-do',
    title: 'Your user may not open serial ports',
    text: 'Add your user to the group dialout, then log out and in again.',
    command: 'sudo usermod -aG dialout $USER',
    error: null,
  },
  {
    check: 'driver',
    state: 'ok',
    title: 'Drivers are present',
    text: 'CP210x, CH34x, FTDI and USB-Serial/JTAG.',
    command: null,
    error: null,
  },
  {
    check: 'modem-manager',
    state: 'ok',
    title: 'No other program takes new ports',
    text: 'ModemManager is not running.',
    command: null,
    error: null,
  },
];
