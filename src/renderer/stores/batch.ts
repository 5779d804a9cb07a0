const BATCH_MS = 50; // 20 times a second: bars move smoothly, and a flood of events leaves the window time to draw

export interface Batch<T> {
  add: (item: T) => void;
  /** Hands on at once what has arrived. */
  flush: () => void;
}

/** Collects what arrives and hands it on in order, a batch at a time, so that a flood costs one rendering a batch. */
export function createBatch<T>(apply: (items: readonly T[]) => void): Batch<T> {
  let waiting: T[] = [];
  const flush = () => {
    const items = waiting;
    waiting = [];
    if (items.length > 0) apply(items);
  };
  return {
    add: (item) => {
      waiting.push(item);
      if (waiting.length === 1) setTimeout(flush, BATCH_MS);
    },
    flush,
  };
}
