import type { Finding } from '../../../contract/port-examination.ts';
import type { ComputerFacts, KernelFacts, UsbDevice } from '../computer-facts.ts';
import { knownDriver } from '../known-driver.ts';
import { isBoard } from './check-usb.ts';
import { finding } from './finding.ts';

const USBFS = 'usbfs'; // a program has taken the device from the kernel: check-brltty.ts and check-holder.ts say which

/** Whether each board that is connected has become a serial port. */
export function checkDriver(facts: ComputerFacts): Finding | undefined {
  const { usb, kernel, platform } = facts;
  const waiting = usb?.find((device) => isBoard(device) && device.ports.length === 0);
  switch (platform) {
    case 'linux':
      return kernel ? linux(kernel, waiting) : undefined;
    case 'win32':
      return waiting ? windows(waiting) : usb?.some(isBoard) ? present() : undefined;
    case 'darwin':
      return macos(facts);
    default:
      return undefined;
  }
}

function linux(kernel: KernelFacts, waiting: UsbDevice | undefined): Finding | undefined {
  if (!waiting) return kernelDrivers(kernel);
  const { name, vendorId, productId, driver } = waiting;
  const module = knownDriver(vendorId, productId);
  if (module === undefined || driver === USBFS) return undefined;
  const device = `${name} (${vendorId}:${productId})`;
  if (driver !== undefined || kernel.loaded.has(module)) {
    return finding({
      check: 'driver',
      state: 'to-do',
      title: `The driver ${module} has made no port of the board`,
      text: `${device} is connected and ${driver ?? module} is loaded. Unplug the board and plug it in again.`,
      error: 'port-not-found',
    });
  }
  if (kernel.available && !kernel.available.has(module)) {
    return finding({
      check: 'driver',
      state: 'to-do',
      title: `The kernel has no driver ${module}`,
      text: `${device} is connected. The kernel ${kernel.release} came without its module; on Ubuntu it is in this package.`,
      command: `sudo apt install linux-modules-extra-${kernel.release}`,
      error: 'port-not-found',
    });
  }
  return finding({
    check: 'driver',
    state: 'to-do',
    title: `The driver ${module} is not loaded`,
    text: `${device} is connected, and nothing drives it.`,
    command: `sudo modprobe ${module}`,
    error: 'port-not-found',
  });
}

const USUAL = { cp210x: 'CP210x', ch341: 'CH34x', ftdi_sio: 'FTDI', cdc_acm: 'USB-Serial/JTAG' };

/** Before a board is there: what this kernel could drive. */
function kernelDrivers({ available, loaded, release }: KernelFacts): Finding | undefined {
  if (!available) return undefined;
  const has = (module: string) => available.has(module) || loaded.has(module);
  const missing = Object.entries(USUAL).filter(([module]) => !has(module));
  return missing.length === 0
    ? present(
        `${Object.values(USUAL)
          .join(', ')
          .replace(/, (?!.*, )/, ' and ')}.`,
      )
    : finding({
        check: 'driver',
        state: 'to-do',
        title: 'Drivers are missing',
        text: `The kernel ${release} has none for ${missing.map(([, name]) => name).join(', ')}. On Ubuntu they are in this package.`,
        command: `sudo apt install linux-modules-extra-${release}`,
      });
}

function present(text = 'Each board that is connected has its port.'): Finding {
  return finding({ check: 'driver', state: 'ok', title: 'Drivers are present', text });
}

/** https://support.microsoft.com, "Error codes in Device Manager in Windows": those that a board shows. */
const PROBLEMS: Readonly<Record<number, string>> = {
  10: 'The driver cannot start it.',
  22: 'It is disabled in Device Manager.',
  28: 'Its driver is not installed.',
  31: 'Windows cannot load its driver.',
  43: 'It has reported a problem; a damaged cable does that too.',
};

const DOWNLOADS: Readonly<Record<string, string>> = {
  CP210x: 'the CP210x VCP driver of Silicon Labs',
  CH340: 'the driver CH341SER of WCH',
  FTDI: 'the VCP driver of FTDI',
  PL2303: 'the PL2303 driver of Prolific',
};

function windows({ name, bridge, problem = 0 }: UsbDevice): Finding | undefined {
  if (problem === 0) return undefined; // the parent of a device with several functions has no port of its own
  const driver = bridge && DOWNLOADS[bridge];
  const next = driver ? ` Install ${driver}.` : ' Let Windows Update look for its driver.';
  return finding({
    check: 'driver',
    state: 'to-do',
    title: `Windows has a problem with ${name}`,
    text: `Device Manager shows code ${problem}. ${PROBLEMS[problem] ?? ''}${next}`.replace(
      '  ',
      ' ',
    ),
    error: 'port-not-found',
  });
}

/** macOS drives CP210x, CH34x, FTDI and CDC devices by itself (since 10.15 and later); a PL2303 needs its maker's app. */
function macos({ usb, listed }: ComputerFacts): Finding | undefined {
  const board = usb?.find(({ bridge }) => bridge !== undefined);
  if (!board) return undefined;
  if (listed.length > 0) return present('This Mac has made a port of a board.');
  const text =
    board.bridge === 'PL2303'
      ? 'A PL2303 needs the app PL2303 Serial of Prolific from the App Store.'
      : 'macOS has its own driver. Allow the accessory in Privacy & Security, then plug the board in again.';
  return finding({
    check: 'driver',
    state: 'to-do',
    title: `This Mac has made no port of ${board.name}`,
    text,
    error: 'port-not-found',
  });
}
