import type { Finding } from '../../../contract/port-examination.ts';
import type { Attempt } from '../attempt.ts';
import type { ComputerFacts, PortFacts, RunningProgram } from '../computer-facts.ts';
import { MODEM_MANAGER } from '../read-computer-facts.ts';
import { finding } from './finding.ts';

/** Whether another program has the port open, and which. */
export function checkHolder(
  facts: Pick<ComputerFacts, 'platform' | 'ports'>,
  attempt?: Attempt,
): Finding | undefined {
  const there = facts.ports.filter(({ exists }) => exists);
  for (const port of there) {
    const others = port.holders?.filter(({ ours, name }) => !ours && name !== MODEM_MANAGER) ?? [];
    if (others.length > 0) return held(port, others);
  }
  const unknown = there.find(({ ours, holders }) => !ours && !holders);
  if (attempt?.state === 'failed' && attempt.code === 'port-busy') return busy(facts);
  if (unknown) return untold(unknown, facts);
  if (there.length === 0 || there.some(({ ours, holders }) => ours || holders?.length)) {
    return undefined; // check-own-window.ts says it
  }
  const paths = there.map(({ path }) => path).join(', ');
  return finding({
    check: 'holder',
    state: 'ok',
    title: 'No other program has the port open',
    text: `${paths} ${there.length === 1 ? 'is' : 'are'} free.`,
  });
}

function held({ path }: PortFacts, holders: readonly RunningProgram[]): Finding {
  const names = [...new Set(holders.map(({ name }) => name))].join(' and ');
  const pids = holders.map(({ pid }) => pid).join(' ');
  const [is, it] =
    holders.length === 1 ? ['It is process', 'it'] : ['They are the processes', 'them'];
  return finding({
    check: 'holder',
    state: 'to-do',
    title: `${names} ${names.includes(' and ') ? 'have' : 'has'} ${path} open`,
    text: `${is} ${pids}. Close ${it}: two programs on one port each lose half of what it says.`,
    command: `kill ${pids}`,
    error: 'port-busy',
  });
}

/** Opening it has failed, so somebody has it. */
function busy({ ports, platform }: Pick<ComputerFacts, 'platform' | 'ports'>): Finding {
  const path = ports[0]?.path ?? '';
  return finding({
    check: 'holder',
    state: 'to-do',
    title: `Another program has ${path} open`,
    text: 'This computer does not tell which one. Close serial monitors and flash tools.',
    command: whoHas(path, platform),
    error: 'port-busy',
  });
}

function untold({ path }: PortFacts, { platform }: Pick<ComputerFacts, 'platform'>): Finding {
  return finding({
    check: 'holder',
    state: 'unknown',
    title: `Another program may have ${path} open`,
    text:
      platform === 'win32'
        ? 'Windows does not tell who has a port. Close serial monitors and flash tools.'
        : 'None of yours has. Those of other users are shown to root alone.',
    command: whoHas(path, platform),
  });
}

function whoHas(path: string, platform: NodeJS.Platform): string | null {
  return platform === 'win32' ? null : `sudo lsof ${path}`;
}
