import { expect, test } from 'vitest';

import { plannedSteps, runPlan } from '../../../src/renderer/progress/run-plan.ts';
import { deviceStateOf } from '../../../src/renderer/panels/result/device-state.ts';
import { diagnosticsOf } from '../../../src/renderer/panels/result/diagnostics.ts';
import { EMPTY_FORM } from '../../../src/renderer/form/form-values.ts';
import { createBenchStore } from '../../../src/renderer/stores/bench-store.ts';
import { createFormStore } from '../../../src/renderer/stores/form-store.ts';
import { appendLines, NO_LINES } from '../../../src/renderer/stores/log-lines.ts';
import { createRecordsStore } from '../../../src/renderer/stores/records-store.ts';
import { createNvsStore } from '../../../src/renderer/stores/nvs-store.ts';
import { createRestoresStore } from '../../../src/renderer/stores/restores-store.ts';
import { createRunStore } from '../../../src/renderer/stores/run-store.ts';
import type { Failed } from '../../../src/renderer/stores/run-state.ts';
import { en } from '../../../src/renderer/texts/en.ts';
import { failed, WHOLE_RUN } from './facts.ts';
import { Program } from './program.ts';

function failure(change: Parameters<typeof failed>[1], plan = WHOLE_RUN): Failed {
  return {
    phase: 'failed',
    plan,
    states: {},
    startedAt: 0,
    endedAt: 1_000,
    failure: failed('port-lost', change),
  };
}

test.each<[Parameters<typeof failed>[1], ReturnType<typeof deviceStateOf>]>([
  [{}, 'nothing'],
  [{ recordId: 'r' }, 'recorded'],
  [{ recordId: 'r', registered: true }, 'registered'],
  [{ recordId: 'r', registered: true, deviceState: 'partial' }, 'partial'],
  [{ recordId: 'r', deviceState: 'running-unconfirmed' }, 'running-unconfirmed'],
])('%o is told as: %s', (change, expected) => {
  expect(deviceStateOf(failure(change))).toBe(expected);
});

test('a run for Wi-Fi only never says that the board was provisioned', () => {
  const plan = runPlan(plannedSteps({ includeCredentials: false, configureWifi: true }), {});
  expect(deviceStateOf(failure({ deviceState: 'running-unconfirmed' }, plan))).toBe('wifi-only');
});

test.each([
  ['partial', 'merging'],
  ['written-unverified', 'merging'],
  ['written-verified', 'wifi-only'],
  ['untouched', 'nothing'],
] as const)('Wi-Fi only in the NVS partition: %s is told as %s', (deviceState, expected) => {
  const switches = { includeCredentials: false, configureWifi: true };
  const plan = runPlan(plannedSteps(switches, 'partition'), {});
  expect(deviceStateOf(failure({ deviceState, recordId: 'r' }, plan))).toBe(expected);
});

test('diagnostics hold code, state and log, and none of the secrets of the form', () => {
  const host = new Program();
  const text = diagnosticsOf({
    host,
    texts: en,
    form: createFormStore({ values: { ...EMPTY_FORM, port: 'COM3', password: 'SecurePass123' } }),
    bench: createBenchStore(host),
    records: createRecordsStore(host),
    run: createRunStore(host, {
      run: failure({ deviceState: 'partial' }),
      log: appendLines(NO_LINES, ['> AT+WIFI_PASSWORD=SecurePass123', 'boot: ready']),
    }),
    nvs: createNvsStore(host),
    restores: createRestoresStore(host),
  });
  expect(text).toContain('"code": "port-lost"');
  expect(text).toContain('"deviceState": "partial"');
  expect(text).toContain('"port": "COM3"');
  expect(text).toContain('boot: ready');
  expect(text).not.toContain('SecurePass123');
});
