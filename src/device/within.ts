/** How long a wait may take, what for, and what ends it early. */
export interface Limits {
  timeoutMs: number;
  /** Completes "no ... within N ms". */
  what: string;
  signals: AbortSignal[];
}

/**
 * The value, or a rejection: with the reason of a signal as soon as one aborts, or with a plain Error after the time
 * limit. Whatever the promise does later is ignored.
 */
export function within<T>(value: Promise<T>, { timeoutMs, what, signals }: Limits): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      settle();
      reject(new Error(`no ${what} within ${timeoutMs} ms`));
    }, timeoutMs);
    const onAbort = () => {
      settle();
      const reason: unknown = signals.find((signal) => signal.aborted)?.reason;
      reject(reason instanceof Error ? reason : new Error('aborted', { cause: reason }));
    };
    const settle = () => {
      clearTimeout(timer);
      for (const signal of signals) {
        signal.removeEventListener('abort', onAbort);
      }
    };
    value.finally(settle).then(resolve, reject);
    for (const signal of signals) {
      signal.addEventListener('abort', onAbort);
    }
    if (signals.some((signal) => signal.aborted)) {
      onAbort();
    }
  });
}
