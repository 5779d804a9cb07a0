import type { WifiOnlyBy } from '../../contract/profile.ts';
import { STEPS, StepId, stepsOfRun } from '../../contract/run.ts';

export type SkipReason = 'credentials-off' | 'wifi-off';

export interface PlannedStep {
  step: StepId;
  skipped: SkipReason | null;
}

/** What a run will do, known before it begins. */
export interface RunPlan {
  steps: readonly PlannedStep[];
  /** What each step usually takes, in milliseconds. */
  usualMs: Readonly<Record<StepId, number>>;
}

/** What a run for Wi-Fi only leaves out. The record of the device, where there is one, notes the run. */
const LEFT_OUT: Readonly<Record<WifiOnlyBy, ReadonlySet<StepId>>> = {
  dialogue: new Set([
    'inspect',
    'make-identity',
    'register',
    'build-nvs',
    'flash-nvs',
    'verify-nvs',
    'finish',
  ]),
  partition: new Set(['make-identity', 'register', 'finish']),
};

export interface Switches {
  includeCredentials: boolean;
  configureWifi: boolean;
  /** Flashed first, if one was chosen. */
  firmware?: { id: string } | null;
}

/** The steps of a run in their order, with those that the two switches leave out; `way` counts without credentials. */
export function plannedSteps(switches: Switches, way: WifiOnlyBy = 'dialogue'): PlannedStep[] {
  const { firmware } = switches;
  return stepsOfRun({ firmware: firmware?.id }).map((step) => ({
    step,
    skipped: skipReason(step, switches, way),
  }));
}

function skipReason(
  step: StepId,
  { includeCredentials, configureWifi }: Switches,
  way: WifiOnlyBy,
): SkipReason | null {
  if (!includeCredentials && LEFT_OUT[way].has(step)) return 'credentials-off';
  if (!configureWifi && step === 'configure-wifi') return 'wifi-off';
  return null;
}

/** What a plan is about: an identity, or the network alone, and by which way. */
export function planKind({ steps }: Pick<RunPlan, 'steps'>): 'credentials' | WifiOnlyBy {
  const leavesOut = (step: StepId) =>
    steps.some((planned) => planned.step === step && planned.skipped === 'credentials-off');
  if (!leavesOut('make-identity')) return 'credentials';
  return leavesOut('flash-nvs') ? 'dialogue' : 'partition';
}

export type StepTimes = Partial<Record<StepId, number>>;

const ENOUGH_RUNS = 3; // fewer would call an accident usual

/** The median time of each step in milliseconds, for the steps that three runs or more have shown. */
export function usualTimes(runs: readonly StepTimes[]): StepTimes {
  const usual: StepTimes = {};
  for (const step of StepId.options) {
    const time = median(runs.flatMap(({ [step]: ms }) => (ms === undefined ? [] : [ms])));
    if (time !== undefined) usual[step] = time;
  }
  return usual;
}

/** The middle one of three values or more. */
export function median(values: readonly number[]): number | undefined {
  if (values.length < ENOUGH_RUNS) return undefined;
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

export function runPlan(steps: readonly PlannedStep[], usual: StepTimes): RunPlan {
  const usualMs: Record<StepId, number> = { ...DEFAULT_MS, ...usual };
  return { steps, usualMs };
}

const DEFAULT_MS: Readonly<Record<StepId, number>> = {
  connect: STEPS.connect.usualMs,
  'read-mac': STEPS['read-mac'].usualMs,
  inspect: STEPS.inspect.usualMs,
  'flash-firmware': STEPS['flash-firmware'].usualMs,
  'make-identity': STEPS['make-identity'].usualMs,
  'save-record': STEPS['save-record'].usualMs,
  register: STEPS.register.usualMs,
  'build-nvs': STEPS['build-nvs'].usualMs,
  'flash-nvs': STEPS['flash-nvs'].usualMs,
  'verify-nvs': STEPS['verify-nvs'].usualMs,
  boot: STEPS.boot.usualMs,
  'configure-wifi': STEPS['configure-wifi'].usualMs,
  finish: STEPS.finish.usualMs,
};
