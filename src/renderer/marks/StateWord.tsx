import type { ReactNode } from 'react';

import { Mark, MARK_COLOUR, type MarkKind } from './Mark.tsx';

/** A state as people see it: shape, word and colour together. */
export function StateWord({ kind, children }: { kind: MarkKind; children: ReactNode }) {
  return (
    <span className={`st ${MARK_COLOUR[kind]}`}>
      <Mark kind={kind} />
      {children}
    </span>
  );
}
