import { createContext, useContext, useMemo } from 'react';
import { useStore } from 'zustand';

import type { ChipName } from '../contract/chip.ts';
import type { NvsRegion } from '../contract/fields.ts';
import type { Profile } from '../contract/profile.ts';
import { feasibleValues } from './form/feasible-values.ts';
import { formProblems, type Problem } from './form/form-problems.ts';
import type { Field, FormValues } from './form/form-values.ts';
import { knownChip } from './form/known-chip.ts';
import { isNvsBusy, isNvsWritten, obstacleOf, type Obstacle } from './form/obstacle.ts';
import { portStatus, type PortStatus } from './form/port-status.ts';
import { regionOf } from './form/region-of.ts';
import type { Host, Lost } from './host-connection.ts';
import { profileNamed, type BenchState, type BenchStore } from './stores/bench-store.ts';
import type { FormState, FormStore } from './stores/form-store.ts';
import type { NvsState } from './stores/nvs-state.ts';
import type { NvsStore } from './stores/nvs-store.ts';
import type { RecordsState, RecordsStore } from './stores/records-store.ts';
import type { RestoresState, RestoresStore } from './stores/restores-store.ts';
import type { RunSnapshot, RunStore } from './stores/run-store.ts';
import type { Texts } from './texts/en.ts';

/** All that a screen needs: the program behind it, what is known, and the words. */
export interface App {
  host: Host;
  texts: Texts;
  form: FormStore;
  bench: BenchStore;
  records: RecordsStore;
  run: RunStore;
  nvs: NvsStore;
  restores: RestoresStore;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('a screen stands outside of AppContext');
  return app;
}

export const useTexts = (): Texts => useApp().texts;

export function useForm<T>(select: (state: FormState) => T): T {
  return useStore(useApp().form, select);
}

export function useBench<T>(select: (state: BenchState) => T): T {
  return useStore(useApp().bench, select);
}

export function useRecords<T>(select: (state: RecordsState) => T): T {
  return useStore(useApp().records, select);
}

export function useRun<T>(select: (snapshot: RunSnapshot) => T): T {
  return useStore(useApp().run, select);
}

export function useNvs<T>(select: (state: NvsState) => T): T {
  return useStore(useApp().nvs, select);
}

export function useRestores<T>(select: (state: RestoresState) => T): T {
  return useStore(useApp().restores, select);
}

/** The profile that is chosen. */
export function useProfile(): Profile {
  const name = useForm(({ values }) => values.profile);
  return useBench(({ profiles }) => profileNamed(profiles, name));
}

export function usePortStatus(): PortStatus {
  const port = useForm(({ values }) => values.port);
  const typedPort = useForm((state) => state.typedPort);
  return useBench(({ ports }) => portStatus({ ports, port, typedPort }));
}

/** The chip that the run will meet, as far as it is known. */
export function useKnownChip(): ChipName | undefined {
  const chosen = useForm(({ values }) => values.chip);
  return useBench(({ detection }) => knownChip(chosen, detection));
}

/** The form as the run will take it. */
export function useFeasibleValues(): FormValues {
  const values = useForm((state) => state.values);
  const chip = useKnownChip();
  return useMemo(() => feasibleValues(values, chip), [values, chip]);
}

/** Where in the flash the settings will go, as far as that is known. */
export function useRegion(): NvsRegion | undefined {
  const values = useForm((state) => state.values);
  const profile = useProfile();
  const detection = useBench((state) => state.detection);
  return useMemo(() => regionOf(values, profile, detection), [values, profile, detection]);
}

/** All that keeps a run from beginning. */
export function useProblems(): readonly Problem[] {
  const values = useFeasibleValues();
  const profile = useProfile();
  const port = usePortStatus();
  return useMemo(() => formProblems(values, { profile, port }), [values, profile, port]);
}

/** The problems of these fields that a person should see by now. */
export function useShownProblems(fields: readonly Field[]): readonly Problem[] {
  const left = useForm((state) => state.left);
  return useProblems().filter(({ field }) => fields.includes(field) && left.has(field));
}

/** Why the program does not answer this page; null while it does. */
export function useLost(): Lost | null {
  return useBench(({ lost }) => lost);
}

/** Whether the form is locked: while the board is at work, and once the program is lost. */
export function useLocked(): boolean {
  const lost = useLost();
  const busy = useBoardBusy();
  return busy || lost !== null;
}

/** Whether the board on the chosen port is at work for somebody. */
export function useBoardBusy(): boolean {
  const running = useRun(({ run }) => run.phase === 'running');
  const busy = useNvsBusy();
  return running || busy;
}

/** Whether its NVS partition is being read, written or restored. */
export function useNvsBusy(): boolean {
  const restores = useRestores((state) => state);
  return useNvs((state) => isNvsBusy(state, restores));
}

/** Whether it is being written or restored. */
export function useNvsWritten(): boolean {
  const restores = useRestores((state) => state);
  return useNvs((state) => isNvsWritten(state, restores));
}

/** What keeps a run from beginning and no field can put right. */
export function useObstacle(): Obstacle | undefined {
  const busy = useNvsBusy();
  return useBench((state) => obstacleOf(state, busy));
}
