import type { Finding } from '../../../contract/port-examination.ts';
import type { ComputerFacts, Group, PortFacts, UserFacts } from '../computer-facts.ts';
import { finding } from './finding.ts';

const GROUP_MAY_USE = 0o060;
/** Where no port is there to ask: Debian and its kin, then Arch and its kin. */
const USUAL_GROUPS = ['dialout', 'uucp'];

type PermissionFacts = Pick<ComputerFacts, 'platform' | 'user' | 'ports' | 'udevRule'>;

/** Whether this user may open the port; where there is none, whether he could. */
export function checkPermission(facts: PermissionFacts): Finding | undefined {
  const { platform, user, ports } = facts;
  if (platform !== 'linux' || !user) return undefined; // elsewhere whoever sits there may
  const port = ports.find(({ exists, mayUse }) => exists && !mayUse);
  if (port) return denied(port, user, facts);
  if (ports.some(({ exists }) => exists)) return granted(user);
  if (user.isRoot || facts.udevRule.installed) return granted(user);
  const group = user.allGroups.find(({ name }) => USUAL_GROUPS.includes(name));
  if (!group || user.gids.has(group.gid)) return group && granted(user);
  return missing(group, user, {
    title: 'Your user may not open serial ports',
    facts,
    error: null,
  });
}

function granted({ name }: UserFacts): Finding {
  const text = `The user ${name} needs nothing more.`;
  return finding({ check: 'permission', state: 'ok', title: 'You may open serial ports', text });
}

function denied({ path, owner }: PortFacts, user: UserFacts, facts: PermissionFacts): Finding {
  const title = `You may not open ${path}`;
  // To join root's own group would open far more than a port.
  if (!owner || owner.gid === 0 || (owner.mode & GROUP_MAY_USE) !== GROUP_MAY_USE) {
    return finding({
      check: 'permission',
      state: 'to-do',
      title,
      text: 'It belongs to root alone. The udev rule of this program gives ports to who sits at this computer.',
      command: installRule(facts),
      error: 'port-denied',
    });
  }
  const name = user.allGroups.find(({ gid }) => gid === owner.gid)?.name ?? String(owner.gid);
  return missing({ gid: owner.gid, name }, user, { title, facts, error: 'port-denied' });
}

function missing(
  group: Group,
  { name, groups }: UserFacts,
  { title, facts, error }: { title: string; facts: PermissionFacts; error: Finding['error'] },
): Finding {
  const atNextLogin = groups.some(({ gid }) => gid === group.gid);
  const join = atNextLogin
    ? `The user ${name} is in the group ${group.name}, but not in this session. Log out and in again.`
    : `Add your user to the group ${group.name}, then log out and in again.`;
  return finding({
    check: 'permission',
    state: 'to-do',
    title,
    text: `${join}${withoutGroup(facts)}`,
    command: atNextLogin ? null : `sudo usermod -aG ${group.name} $USER`,
    error,
  });
}

/** The other way, for who sits at this computer. */
function withoutGroup(facts: PermissionFacts): string {
  const rule = facts.udevRule.installed ? null : installRule(facts);
  return rule === null
    ? ''
    : ` Or let the udev rule of this program give ports to who sits at this computer: ${rule}`;
}

/** Also for ModemManager, which the rule tells to keep away. */
export function installRule({ udevRule }: Pick<ComputerFacts, 'udevRule'>): string | null {
  if (udevRule.path === null) return null;
  return (
    `sudo cp '${udevRule.path}' /etc/udev/rules.d/ && sudo udevadm control --reload && ` +
    'sudo udevadm trigger --subsystem-match=tty'
  );
}
