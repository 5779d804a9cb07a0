import type { App } from './app-context.ts';
import { goToField } from './fields/go-to-field.ts';
import { feasibleValues } from './form/feasible-values.ts';
import { formProblems } from './form/form-problems.ts';
import { knownChip } from './form/known-chip.ts';
import { isNvsBusy, obstacleOf } from './form/obstacle.ts';
import { portStatus } from './form/port-status.ts';
import { provisionRequest } from './form/provision-request.ts';
import { wifiOnlyBy } from './form/wifi-only-by.ts';
import { plannedSteps, runPlan, usualTimes } from './progress/run-plan.ts';
import { profileNamed } from './stores/bench-store.ts';

/** Begins a run unless something hinders it, or goes to the first field that keeps it from beginning. */
export function startRun({ form, bench, run, nvs, restores }: App): void {
  const { values: typed, typedPort } = form.getState();
  const { ports, profiles, detection } = bench.getState();
  const values = feasibleValues(typed, knownChip(typed.chip, detection));
  const profile = profileNamed(profiles, values.profile);
  const port = portStatus({ ports, port: values.port, typedPort });
  const [problem] = formProblems(values, { profile, port });
  if (problem) {
    form.leave(problem.field);
    goToField(problem.field);
    return;
  }
  if (obstacleOf(bench.getState(), isNvsBusy(nvs.getState(), restores.getState()))) return;
  const plan = runPlan(
    plannedSteps(values, wifiOnlyBy(values, profile)),
    usualTimes(run.getState().times),
  );
  void run.start(provisionRequest(values, profile), plan);
}
