import { CheckId, type Finding, type PortExamination } from '../../contract/port-examination.ts';
import type { ResetBefore } from '../../contract/profile.ts';
import { toWireError } from '../../contract/provisioning-error.ts';
import { connectDevice } from '../connect-device.ts';
import { listPorts } from '../list-ports.ts';
import { parsePortAddress } from '../../contract/port-address.ts';
import type { Attempt } from './attempt.ts';
import { checkBoard } from './checks/check-board.ts';
import { checkBrltty } from './checks/check-brltty.ts';
import { checkCable } from './checks/check-cable.ts';
import { checkDriver } from './checks/check-driver.ts';
import { checkHolder } from './checks/check-holder.ts';
import { checkModemManager } from './checks/check-modem-manager.ts';
import { checkOwnWindow } from './checks/check-own-window.ts';
import { checkPermission } from './checks/check-permission.ts';
import { checkPort } from './checks/check-port.ts';
import { checkUsb } from './checks/check-usb.ts';
import type { ComputerFacts } from './computer-facts.ts';
import { readComputerFacts } from './read-computer-facts.ts';
import type { System } from './system.ts';
import { thisSystem } from './this-system.ts';

export interface ExamineOptions {
  /** null: whatever this computer lists. */
  port: string | null;
  /** Also ask the board itself, which resets it. Needs a port. */
  askBoard: boolean;
  before: ResetBefore;
  /** Path of the udev rule that comes with this program, where it does. */
  udevRule?: string | undefined;
}

/** Why a port cannot be used, as facts of this computer, what stands in the way first. Changes nothing on the computer. */
export async function examinePorts(
  options: ExamineOptions,
  signal: AbortSignal,
  system: System = thisSystem,
): Promise<PortExamination> {
  const { port } = options;
  const isRemote = port !== null && parsePortAddress(port).kind !== 'local';
  if (isRemote) {
    // Its cables and programs are those of another computer.
    const attempt = options.askBoard ? await askBoard(port, options, signal) : undefined;
    return { findings: inOrder([attempt && checkBoard(attempt)]) };
  }
  const facts = await factsOf(options, system);
  const attempt =
    port === null || !options.askBoard ? undefined : await tryBoard(port, facts, options, signal);
  return { findings: examine(facts, attempt) };
}

/** All checks over what is known. */
export function examine(facts: ComputerFacts, attempt?: Attempt): Finding[] {
  return inOrder([
    checkUsb(facts),
    checkPort(facts),
    checkCable(facts),
    checkDriver(facts),
    checkBrltty(facts),
    checkPermission(facts),
    checkOwnWindow(facts),
    checkHolder(facts, attempt),
    checkModemManager(facts),
    // A port that could not be opened for its holder is one finding, not two.
    attempt && !isBusy(attempt) ? checkBoard(attempt) : undefined,
  ]);
}

function isBusy(attempt: Attempt): boolean {
  return attempt.state === 'failed' && attempt.code === 'port-busy';
}

async function factsOf({ port, udevRule }: ExamineOptions, system: System): Promise<ComputerFacts> {
  const listed = (await listPorts()).map(({ path }) => path);
  return await readComputerFacts(system, { port: port ?? undefined, listed, udevRule });
}

/** A board behind a port that somebody else has must not be reset under him. */
async function tryBoard(
  port: string,
  { ports }: ComputerFacts,
  options: ExamineOptions,
  signal: AbortSignal,
): Promise<Attempt> {
  const ready = ports.every(
    ({ exists, mayUse, ours, holders }) => exists && mayUse && !ours && !holders?.length,
  );
  return ready ? await askBoard(port, options, signal) : { state: 'not-tried' };
}

async function askBoard(
  port: string,
  { before }: ExamineOptions,
  signal: AbortSignal,
): Promise<Attempt> {
  const silent = { onLog: () => undefined, onNote: () => undefined };
  const rate = { baud: 115_200, baudIsUsual: false };
  const options = { port, before, chip: 'auto', ...rate, ...silent } as const;
  try {
    await using device = await connectDevice(options, signal);
    const mac = (await device.readMac(signal)).replace(/..(?!$)/g, '$&:');
    return { state: 'answered', description: device.description, mac };
  } catch (error) {
    const { code, detail } = toWireError(error);
    return { state: 'failed', code, detail };
  }
}

function inOrder(found: readonly (Finding | undefined)[]): Finding[] {
  const rank = ({ state, check }: Finding) =>
    (state === 'ok' ? CheckId.options.length : 0) + CheckId.options.indexOf(check);
  return found.filter((each) => each !== undefined).toSorted((a, b) => rank(a) - rank(b));
}
