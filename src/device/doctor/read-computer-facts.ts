import type { ComputerFacts, UsbDevice } from './computer-facts.ts';
import { readKernel } from './read/read-kernel.ts';
import { readPort } from './read/read-port.ts';
import { readProcesses } from './read/read-processes.ts';
import { readUsbLinux } from './read/read-usb-linux.ts';
import { readUsbMacos } from './read/read-usb-macos.ts';
import { readUsbWindows } from './read/read-usb-windows.ts';
import { readUser } from './read/read-user.ts';
import type { System } from './system.ts';

export interface Question {
  /** One port of this computer; undefined: all that are listed. */
  port: string | undefined;
  listed: readonly string[];
  /** Path of the udev rule that comes with this program, where it does. */
  udevRule: string | undefined;
}

export const MODEM_MANAGER = 'ModemManager';

const RULE_FOLDERS = ['/etc/udev/rules.d', '/usr/lib/udev/rules.d', '/lib/udev/rules.d'];
const RULE_NAME = '60-esp32-provisioner.rules';

/** Looks at this computer. Opens no port and changes nothing. */
export async function readComputerFacts(
  system: System,
  { port, listed, udevRule }: Question,
): Promise<ComputerFacts> {
  const onLinux = system.platform === 'linux';
  const asked = port === undefined ? listed : [port];
  const [usb, kernel, user, ports, programs, rules] = await Promise.all([
    readUsb(system),
    onLinux ? readKernel(system) : null,
    readUser(system),
    Promise.all(asked.map((path) => readPort(system, path, listed))),
    onLinux ? readProcesses(system) : [],
    Promise.all(RULE_FOLDERS.map((folder) => system.list(folder))),
  ]);
  return {
    platform: system.platform,
    insideWindows: kernel !== null && /microsoft/i.test(kernel.release),
    usb,
    kernel,
    listed,
    ports,
    user,
    modemManager: programs.find(({ name }) => name === MODEM_MANAGER) ?? null,
    brltty: programs.find(({ name }) => name === 'brltty') ?? null,
    udevRule: {
      path: udevRule ?? null,
      installed: rules.some((names) => names?.includes(RULE_NAME)),
    },
  };
}

async function readUsb(system: System): Promise<UsbDevice[] | null> {
  switch (system.platform) {
    case 'linux':
      return await readUsbLinux(system);
    case 'darwin':
      return await readUsbMacos(system);
    case 'win32':
      return await readUsbWindows(system);
    default:
      return null;
  }
}
