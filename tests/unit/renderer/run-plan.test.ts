import { expect, test } from 'vitest';

import type { WifiOnlyBy } from '../../../src/contract/profile.ts';
import { StepId } from '../../../src/contract/run.ts';
import { planKind, plannedSteps } from '../../../src/renderer/progress/run-plan.ts';

const WIFI_ONLY = { includeCredentials: false, configureWifi: true };

const WHOLE = { includeCredentials: true, configureWifi: true };

const leftOut = (way: WifiOnlyBy) =>
  plannedSteps(WIFI_ONLY, way)
    .filter(({ skipped }) => skipped !== null)
    .map(({ step }) => step);

test('over the dialogue nothing in flash is touched', () => {
  expect(leftOut('dialogue')).toEqual([
    'inspect',
    'make-identity',
    'register',
    'build-nvs',
    'flash-nvs',
    'verify-nvs',
    'finish',
  ]);
});

test('in the partition the board is inspected, written and verified, and makes no identity', () => {
  expect(leftOut('partition')).toEqual(['make-identity', 'register', 'finish']);
});

test.each([
  [{ includeCredentials: true, configureWifi: false }, 'partition', 'credentials'],
  [WIFI_ONLY, 'partition', 'partition'],
  [WIFI_ONLY, 'dialogue', 'dialogue'],
] as const)('%o by %s is a plan of the kind %s', (switches, way, kind) => {
  expect(planKind({ steps: plannedSteps(switches, way) })).toBe(kind);
});

test('a firmware is flashed where one was chosen, before the identity is made', () => {
  const steps = plannedSteps({ ...WHOLE, firmware: { id: 'one' } }).map(({ step }) => step);
  expect(steps).toEqual(StepId.options);
  expect(plannedSteps(WHOLE).map(({ step }) => step)).not.toContain('flash-firmware');
});
