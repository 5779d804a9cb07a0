import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Interrupts } from '../../../src/hosts/cli/interrupts.ts';

const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => {
  vi.useRealTimers();
  exit.mockClear();
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('the first %s asks to end', (signal) => {
  using interrupts = new Interrupts();
  expect(interrupts.signal.aborted).toBe(false);
  process.emit(signal);
  expect(interrupts.signal.aborted).toBe(true);
  expect(exit).not.toHaveBeenCalled();
});

test('who waits goes on at the first, also where it came before', async () => {
  using interrupts = new Interrupts();
  const waiting = interrupts.wait();
  process.emit('SIGINT');
  await waiting;
  await interrupts.wait();
});

test('one press that arrives twice, from the terminal and from npm, is one press', () => {
  using _interrupts = new Interrupts();
  process.emit('SIGINT');
  vi.advanceTimersByTime(100);
  process.emit('SIGINT');
  expect(exit).not.toHaveBeenCalled();
});

test('the second press ends it at once', () => {
  using _interrupts = new Interrupts();
  process.emit('SIGINT');
  vi.advanceTimersByTime(600);
  process.emit('SIGINT');
  expect(exit).toHaveBeenCalledWith(130);
});

test('afterwards a signal does what it always does', () => {
  const before = process.listenerCount('SIGINT');
  {
    using _interrupts = new Interrupts();
    expect(process.listenerCount('SIGINT')).toBe(before + 1);
  }
  expect(process.listenerCount('SIGINT')).toBe(before);
});
