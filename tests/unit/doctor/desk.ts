import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../../src/contract/port-examination.ts';
import type { Attempt } from '../../../src/device/doctor/attempt.ts';
import { examine } from '../../../src/device/doctor/examine-ports.ts';
import { readComputerFacts } from '../../../src/device/doctor/read-computer-facts.ts';
import { recordedSystem, type Recording } from './recorded-system.ts';

const GOLDEN = join(import.meta.dirname, '../../golden/port-doctor');

export function golden(name: string): string {
  return readFileSync(join(GOLDEN, name), 'utf8');
}

/** A Linux desk: a hub, a keyboard, the user ada, who is in no group that owns ports. No board. */
const DESK = JSON.parse(golden('linux.json')) as Required<
  Pick<Recording, 'files' | 'links' | 'owners'>
>;

/** The desk, with something more on it. */
export function desk(...more: readonly Recording[]): Recording {
  return [DESK, ...more].reduce((sum: Recording, part) => ({
    ...sum,
    ...part,
    files: { ...sum.files, ...part.files },
    links: { ...sum.links, ...part.links },
    owners: { ...sum.owners, ...part.owners },
  }));
}

const USB = '/sys/bus/usb/devices';

/** A board with a CH340 that is plugged in; nothing drives it. */
export const CH340: Recording = {
  files: {
    [`${USB}/1-1.2/idVendor`]: '1a86\n',
    [`${USB}/1-1.2/idProduct`]: '7523\n',
    [`${USB}/1-1.2/product`]: 'USB Serial\n',
    [`${USB}/1-1.2/bDeviceClass`]: 'ff\n',
    [`${USB}/1-1.2:1.0/bInterfaceClass`]: 'ff\n',
  },
};

/** Its driver, and the port that this has made: of the group dialout. */
export const DRIVEN: Recording = {
  files: {
    [`${USB}/1-1.2:1.0/ttyUSB0/port_number`]: '0\n',
    '/sys/class/tty/ttyUSB0/dev': '188:0\n',
  },
  links: { [`${USB}/1-1.2:1.0/driver`]: '../../../../../../../bus/usb/drivers/ch341' },
  owners: { '/dev/ttyUSB0': { uid: 0, gid: 20, mode: 0o660 } },
};

/** A user of the group dialout, since his login. */
export const MEMBER: Recording = {
  self: { pid: 4242, uid: 1000, gids: [1000, 20] },
  files: { '/etc/group': 'root:x:0:\ndialout:x:20:ada\nada:x:1000:\n' },
  usable: ['/dev/ttyUSB0'],
};

export interface Looking {
  port?: string;
  listed?: readonly string[];
  attempt?: Attempt;
}

export async function findings(
  recording: Recording,
  { port, listed = [], attempt }: Looking = {},
): Promise<Finding[]> {
  const question = { port, listed, udevRule: '/opt/provisioner/60-esp32-provisioner.rules' };
  return examine(await readComputerFacts(recordedSystem(recording), question), attempt);
}

/** The finding of one check. */
export async function find(
  check: Finding['check'],
  recording: Recording,
  looking?: Looking,
): Promise<Finding | undefined> {
  return (await findings(recording, looking)).find((found) => found.check === check);
}
