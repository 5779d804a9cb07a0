import { expect, test } from 'vitest';

import type { Clock } from '../../../src/virtual-bench/virtual-esp32/time/clock.ts';
import { createTiming } from '../../../src/virtual-bench/virtual-esp32/time/timing.ts';
import { FakeClock } from './fake-clock.ts';

test('a byte takes ten bits of the line', async () => {
  const { clock, line, arrivals } = pacedLine();
  line.send(new Uint8Array(115), 115_200);
  await clock.advance(9.9);
  expect(arrivals.length).toBe(0);
  await clock.advance(0.1);
  expect(total(arrivals)).toBe(115); // 9.98 ms
});

test('a long transfer comes out in pieces and ends exactly when its bits have passed', async () => {
  const { clock, line, arrivals } = pacedLine();
  line.send(new Uint8Array(1152), 115_200);
  await clock.advance(50);
  expect(total(arrivals)).toBe(576);
  await clock.advance(49.9);
  expect(total(arrivals)).toBeLessThan(1152);
  await clock.advance(0.1);
  expect(total(arrivals)).toBe(1152);
});

test('what is sent later waits for what is under way, each at its own rate', async () => {
  const { clock, line, arrivals } = pacedLine();
  line.send(new Uint8Array(100), 100_000); // 10 ms
  await clock.advance(5);
  line.send(new Uint8Array(100), 1_000_000); // 1 ms
  await clock.advance(5);
  expect(total(arrivals)).toBe(100);
  await clock.advance(1);
  expect(total(arrivals)).toBe(200);
});

test('late wake-ups do not add up', async () => {
  const { clock, line, arrivals } = pacedLine({ lateMs: 1.7 });
  for (let frame = 0; frame < 100; frame += 1) line.send(new Uint8Array(100), 100_000);
  await clock.advance(1_001.8);
  expect(total(arrivals)).toBe(10_000);
});

test('a dialogue takes its bits and one late wake-up, and its account only the bits', async () => {
  const clock = new FakeClock();
  const timing = createTiming('real', lateClock(clock, 1.7));
  const frame = new Uint8Array(100); // 10 ms at 100000 baud
  let answers = 0;
  let endedAt = 0;
  const toHost = timing.line(() => {
    endedAt = clock.now();
    if (answers < 5) toChip.send(frame, 100_000);
  });
  const toChip = timing.line(() => {
    answers += 1;
    toHost.send(frame, 100_000);
  });
  toChip.send(frame, 100_000);
  await clock.advance(1000);
  expect(answers).toBe(5);
  expect(endedAt).toBeCloseTo(10 * 10 + 1.7, 5);
  expect(timing.accounts().wire).toBeCloseTo(10 * 10, 5);
});

test('a cleared line forgets what was under way, and is free at once', async () => {
  const { clock, line, arrivals } = pacedLine();
  line.send(new Uint8Array(1000), 100_000);
  await clock.advance(20);
  line.clear();
  line.send(new Uint8Array(10), 100_000);
  await clock.advance(1);
  expect(total(arrivals)).toBe(200 + 10);
});

test('a moment in which several things go on is counted once', async () => {
  const clock = new FakeClock();
  const timing = createTiming('real', clock);
  const line = timing.line(() => undefined);
  line.send(new Uint8Array(1000), 100_000); // wire: 0 to 100 ms
  await clock.advance(50);
  timing.after('flash', 100, () => undefined); // 50 to 150
  await clock.advance(90);
  timing.after('device', 20, () => undefined); // 140 to 160
  await clock.advance(60);
  const { wire, flash, device } = timing.accounts();
  expect([wire, flash, device].map(Math.round)).toEqual([50, 90, 20]);
});

test('what was taken back counts until then only', async () => {
  const clock = new FakeClock();
  const timing = createTiming('real', clock);
  const cancel = timing.after('device', 1000, () => expect.unreachable());
  await clock.advance(30);
  cancel();
  await clock.advance(2000);
  expect(timing.accounts()).toEqual({ wire: 0, flash: 0, device: 30 });
});

test('the time between two runs of anything belongs to nobody', async () => {
  const clock = new FakeClock();
  const timing = createTiming('real', clock);
  timing.after('flash', 10, () => undefined);
  await clock.advance(500);
  timing.after('flash', 10, () => undefined);
  await clock.advance(500);
  expect(timing.accounts()).toEqual({ wire: 0, flash: 20, device: 0 });
});

test('instant timing takes no time and books none', async () => {
  const timing = createTiming('instant', new FakeClock());
  const done = await new Promise((resolve) => {
    timing.after('flash', 60_000, () => resolve('done'));
  });
  const received: number[] = [];
  timing.line((bytes) => received.push(...bytes)).send(Uint8Array.of(1, 2, 3), 115_200);
  expect({ done, received }).toEqual({ done: 'done', received: [1, 2, 3] });
  expect(timing.accounts()).toEqual({ wire: 0, flash: 0, device: 0 });
});

test('an instant line never delivers inside a delivery', () => {
  const timing = createTiming('instant', new FakeClock());
  const order: string[] = [];
  const line = timing.line(([byte]) => {
    order.push(`${byte} in`);
    if (byte === 1) line.send(Uint8Array.of(2), 115_200);
    order.push(`${byte} out`);
  });
  line.send(Uint8Array.of(1), 115_200);
  expect(order).toEqual(['1 in', '1 out', '2 in', '2 out']);
});

function pacedLine({ lateMs = 0 } = {}) {
  const clock = new FakeClock();
  const arrivals: number[] = [];
  const timing = createTiming('real', lateClock(clock, lateMs));
  const line = timing.line((bytes) => arrivals.push(bytes.length));
  return { clock, line, arrivals };
}

function lateClock(clock: FakeClock, lateMs: number): Clock {
  return {
    now: () => clock.now(),
    at: (time, callback) => clock.at(time + lateMs, callback),
  };
}

function total(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}
