import type { Finding } from '../../contract/port-examination.ts';
import { checkHolder } from './checks/check-holder.ts';
import { checkOwnWindow } from './checks/check-own-window.ts';
import { checkPermission } from './checks/check-permission.ts';
import { readPort } from './read/read-port.ts';
import { readUser } from './read/read-user.ts';
import type { System } from './system.ts';
import { thisSystem } from './this-system.ts';

/** Why this port was refused with that error, as far as the system tells; else the port's name alone. */
export async function whyRefused(
  error: NonNullable<Finding['error']>,
  path: string,
  system: System = thisSystem,
): Promise<string> {
  const port = await readPort(system, path, []);
  const facts = {
    platform: system.platform,
    user: await readUser(system),
    ports: [{ ...port, ours: false }], // it is us who try to open it
    udevRule: { path: null, installed: false },
  };
  const found = [checkOwnWindow(facts), checkHolder(facts), checkPermission(facts)].find(
    (finding) => finding?.error === error,
  );
  if (!found) return path;
  const { title, text, command } = found;
  return `${title}. ${text}${command === null ? '' : ` The command: \`${command}\``}`;
}
