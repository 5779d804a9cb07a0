import type { RunningProgram } from '../computer-facts.ts';
import type { System } from '../system.ts';

/** The programs that run on a Linux computer; a process that ends meanwhile is left out. */
export async function readProcesses(system: System): Promise<RunningProgram[]> {
  const names = (await system.list('/proc')) ?? [];
  const found = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((pid) => readProcess(system, Number(pid))),
  );
  return found.filter((program) => program !== undefined);
}

async function readProcess(system: System, pid: number): Promise<RunningProgram | undefined> {
  const name = (await system.readText(`/proc/${pid}/comm`))?.trim();
  if (name === undefined) return undefined;
  const command = (await system.readText(`/proc/${pid}/cmdline`)) ?? '';
  return { pid, name, ours: pid !== system.self.pid && isOurs(command) };
}

/** The command line, `serve`, or the desktop app, from a checkout or installed. */
export function isOurs(command: string): boolean {
  return /esp32-provisioner|ESP32 Provisioner|src\/hosts\/(cli|web|electron)\/main\.ts/.test(
    command,
  );
}
