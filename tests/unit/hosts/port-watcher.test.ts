import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { ListedPort } from '../../../src/contract/channels.ts';
import type { Dispatch } from '../../../src/hosts/dispatch.ts';
import { PortWatcher } from '../../../src/hosts/port-watcher.ts';

const USB0 = { path: '/dev/ttyUSB0', bridge: 'CP210x' };
const USB1 = { path: '/dev/ttyUSB1' };

/** A watcher of a list that the test changes. */
function watch() {
  const bench = { list: [] as ListedPort[], asked: [] as string[], told: [] as ListedPort[][] };
  const dispatch = ((channel: string) => {
    bench.asked.push(channel);
    return Promise.resolve({ ok: true, value: bench.list });
  }) as Dispatch;
  const watcher = new PortWatcher(dispatch, (ports) => bench.told.push(ports));
  return Object.assign(bench, { watcher });
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('tells the ports when one appears, and when one vanishes, each within 2 s', async () => {
  const bench = watch();
  bench.list = [USB0];
  bench.watcher.start();
  await vi.advanceTimersByTimeAsync(0);
  bench.list = [USB0, USB1];
  await vi.advanceTimersByTimeAsync(2_000);
  expect(bench.told).toEqual([[USB0, USB1]]);
  bench.list = [];
  await vi.advanceTimersByTimeAsync(2_000);
  expect(bench.told).toEqual([[USB0, USB1], []]);
});

test('says nothing while nothing changes, and only ever asks for the list', async () => {
  const bench = watch();
  bench.list = [USB0];
  bench.watcher.start();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(bench.told).toEqual([]);
  expect(new Set(bench.asked)).toEqual(new Set(['prov:list-ports']));
});

test('a port that comes back as another device is told', async () => {
  const bench = watch();
  bench.list = [USB0];
  bench.watcher.start();
  await vi.advanceTimersByTimeAsync(0);
  bench.list = [{ ...USB0, bridge: 'CH340' }];
  await vi.advanceTimersByTimeAsync(1_000);
  expect(bench.told).toHaveLength(1);
});

test('stops, also in the middle of a look', async () => {
  const bench = watch();
  bench.watcher.start();
  await vi.advanceTimersByTimeAsync(0);
  bench.list = [USB0];
  vi.advanceTimersByTime(1_000); // the look has begun, its answer is not there yet
  bench.watcher.stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(bench.told).toEqual([]);
  expect(bench.asked).toHaveLength(2);
});
