import type { Group, UserFacts } from '../computer-facts.ts';
import type { System } from '../system.ts';

/** Who runs this program, by the session and by the user database. */
export async function readUser(system: System): Promise<UserFacts | null> {
  const { uid, gids } = system.self;
  if (uid === undefined) return null;
  const passwd = rows(await system.readText('/etc/passwd')).find(([, , id]) => Number(id) === uid);
  const name = passwd?.[0] ?? String(uid);
  const primary = Number(passwd?.[3]);
  const rowsOfGroups = rows(await system.readText('/etc/group'));
  const asGroup = ([group = '', , gid]: readonly string[]): Group => ({
    name: group,
    gid: Number(gid),
  });
  return {
    name,
    isRoot: uid === 0,
    gids: new Set(gids),
    groups: rowsOfGroups
      .filter(
        ([, , gid, members = '']) => Number(gid) === primary || members.split(',').includes(name),
      )
      .map(asGroup),
    allGroups: rowsOfGroups.map(asGroup),
  };
}

function rows(text: string | undefined): string[][] {
  return text?.split('\n').map((line) => line.split(':')) ?? [];
}
