import { useSyncExternalStore } from 'react';

const ONE_COLUMN = '(max-width: 820px)'; // as in styles/narrow.css

/** Whether the window has room for one column only. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    watch,
    () => window.matchMedia(ONE_COLUMN).matches,
    () => false,
  );
}

function watch(onChange: () => void): () => void {
  const query = window.matchMedia(ONE_COLUMN);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}
