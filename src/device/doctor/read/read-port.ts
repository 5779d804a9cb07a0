import { dirname, resolve } from 'node:path';
import { isPortTaken } from '../../port-lease.ts';
import type { PortFacts } from '../computer-facts.ts';
import type { System } from '../system.ts';
import { readHolders } from './read-holders.ts';

/** One port of this computer. `listed` are the ports that serialport lists: Windows has no other way to ask. */
export async function readPort(
  system: System,
  path: string,
  listed: readonly string[],
): Promise<PortFacts> {
  if (system.platform === 'win32') {
    const exists = listed.some((name) => name.toUpperCase() === path.toUpperCase());
    const ours = isPortTaken(path.toUpperCase());
    return {
      path,
      exists,
      mayUse: exists,
      owner: null,
      holders: null,
      ours,
      ignoredByModemManager: false,
    };
  }
  const name = await realName(system, path);
  const owner = (await system.owner(name)) ?? null;
  return {
    path,
    exists: owner !== null,
    mayUse: await system.mayUse(name),
    owner,
    holders: owner && (await readHolders(system, name)),
    ours: isPortTaken(name),
    ignoredByModemManager: system.platform === 'linux' && (await isIgnored(system, name)),
  };
}

const MOST_LINKS = 8;

/** `/dev/serial/by-id/...` is a link to the port. */
async function realName(system: System, path: string): Promise<string> {
  let name = path;
  for (let followed = 0; followed < MOST_LINKS; followed += 1) {
    const target = await system.link(name);
    if (target === undefined) break;
    name = resolve(dirname(name), target);
  }
  return name;
}

/** udev keeps what its rules have set for a device in a file that is named by the device's numbers. */
async function isIgnored(system: System, name: string): Promise<boolean> {
  const tty = name.replace('/dev/', '');
  const numbers = (await system.readText(`/sys/class/tty/${tty}/dev`))?.trim();
  if (numbers === undefined) return false;
  const facts = (await system.readText(`/run/udev/data/c${numbers}`)) ?? '';
  return /^E:ID_MM_(PORT|DEVICE)_IGNORE=1$/m.test(facts);
}
