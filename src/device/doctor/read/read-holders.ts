import type { RunningProgram } from '../computer-facts.ts';
import type { System } from '../system.ts';
import { isOurs, readProcesses } from './read-processes.ts';

/**
 * The programs that have a port open, but this process. Those of other users are seen by root alone: then the answer is
 * null unless one was found. `path` is the port's real name, not a link to it.
 */
export async function readHolders(
  system: System,
  path: string,
): Promise<readonly RunningProgram[] | null> {
  switch (system.platform) {
    case 'linux':
      return await holdersOnLinux(system, path);
    case 'darwin':
      return await holdersByLsof(system, path);
    default:
      return null;
  }
}

async function holdersOnLinux(system: System, path: string): Promise<RunningProgram[] | null> {
  const programs = await readProcesses(system);
  let unreadable = 0;
  const holders = await Promise.all(
    programs.map(async (program) => {
      if (program.pid === system.self.pid) return [];
      const files = await system.list(`/proc/${program.pid}/fd`);
      if (!files) unreadable += 1;
      const open = (files ?? []).map((file) => system.link(`/proc/${program.pid}/fd/${file}`));
      return (await Promise.all(open)).includes(path) ? [program] : [];
    }),
  );
  const found = holders.flat();
  return found.length === 0 && unreadable > 0 ? null : found;
}

/** `lsof -F pcn` writes a field a line, the letter first: p812, cscreen. */
async function holdersByLsof(system: System, path: string): Promise<RunningProgram[] | null> {
  // A Mac has two names for a port, and who dials in uses the other one.
  const names = [path, path.replace('/dev/cu.', '/dev/tty.')];
  const text = await system.run('/usr/sbin/lsof', ['-F', 'pc', '--', ...new Set(names)]);
  if (text === undefined) return null; // nobody of this user has it open, or it cannot be asked
  return [...text.matchAll(/^p(\d+)\nc(.*)$/gm)]
    .map(([, pid, name = '']) => ({ pid: Number(pid), name, ours: isOurs(name) }))
    .filter(({ pid }) => pid !== system.self.pid);
}
