import { setImmediate } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { type DeviceState, type StepId, stepsOfRun } from '../../src/contract/run.ts';
import type { RunningVirtualEsp32 } from '../../src/virtual-bench/virtual-esp32/start-virtual-esp32.ts';
import { startBench, type Bench, type Listener } from './bench.ts';
import { Stopwatch } from './stopwatch.ts';

/** What has become of a device that is unplugged in this step. After the last one with the device nothing is lost. */
const STATE: Partial<Record<StepId, DeviceState | 'passed'>> = {
  connect: 'untouched',
  'read-mac': 'untouched',
  inspect: 'untouched',
  'make-identity': 'untouched',
  'save-record': 'untouched',
  register: 'untouched',
  'build-nvs': 'untouched',
  'flash-nvs': 'partial',
  'verify-nvs': 'written-unverified',
  boot: 'written-verified',
  'configure-wifi': 'running-unconfirmed',
  finish: 'passed',
};

/** Pulls the plug in this step: for flash-nvs once the first change is announced, else as soon as the step begins. */
function pullIn(
  step: StepId,
  { device }: Bench,
  watch: Stopwatch,
): { listener: Listener; at: () => number } {
  let announced = 0;
  let at = NaN;
  const pull = () => {
    at = watch.ms;
    device.server.cutConnection();
  };
  return {
    at: () => at,
    listener(_channel, event) {
      if (!('fraction' in event) || event.step !== step || event.status !== 'running') return;
      if (event.note !== undefined) return; // a line in trouble, started over
      announced++;
      if (step === 'connect') void untilInUse(device).then(pull);
      else if (announced === (step === 'flash-nvs' ? 2 : 1)) pull();
    },
  };
}

async function untilInUse({ server }: RunningVirtualEsp32): Promise<void> {
  while (!server.inUse) await setImmediate();
}

test.each(stepsOfRun({}))(
  'F-04, F-50: unplugged in %s: the code, the state, within a second',
  async (step) => {
    await using bench = await startBench({ device: { timing: 'real' } });
    using watch = new Stopwatch();
    const plug = pullIn(step, bench, watch);
    const { failure, result } = await bench.provision({}, plug.listener);
    const noticedMs = watch.ms - plug.at();

    expect(failure?.deviceState ?? (result && 'passed')).toBe(STATE[step]);
    if (STATE[step] !== 'passed') {
      expect(failure?.error).toMatchObject({
        code: 'port-lost',
        title: 'The device was unplugged',
        hint: 'Plug it in again and run once more; its identity is kept.',
      });
    }
    expect(noticedMs).toBeLessThan(1_000);

    const again = await bench.provision();
    expect(again.failure).toBeUndefined();
    if (result || failure?.recordId) {
      expect(again.result?.recordId).toBe(result?.recordId ?? failure?.recordId);
    }
  },
);

test('unplugged while the CA is silent: noticed within a second, and the CA is not waited for', async () => {
  await using bench = await startBench();
  const never = new Promise<never>(() => undefined);
  bench.ca.failNext({ kind: 'wait', when: 'before', until: () => never });
  using watch = new Stopwatch();
  const running = bench.provision();
  await expect.poll(() => bench.ca.received().length).toBe(1);
  const cutAt = watch.ms;
  bench.device.server.cutConnection();
  const { failure } = await running;
  expect(watch.ms - cutAt).toBeLessThan(1_000);
  expect(failure).toMatchObject({ step: 'register', error: { code: 'port-lost' } });
});
