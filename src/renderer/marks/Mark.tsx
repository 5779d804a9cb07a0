import type { ReactElement } from 'react';

export type MarkKind =
  | 'waiting'
  | 'ready'
  | 'running'
  | 'done'
  | 'failed'
  | 'warning'
  | 'skipped'
  | 'unknown'
  | 'same'
  | 'changed'
  | 'added'
  | 'removed';

/** The shape of a state. It always stands beside a word, so it has no name of its own. */
export function Mark({ kind, size = 16 }: { kind: MarkKind; size?: 14 | 16 | 20 | 24 }) {
  return (
    <svg
      className={kind === 'running' ? 'mark turning' : 'mark'}
      viewBox="0 0 24 24"
      width={size}
      height={size}
      aria-hidden="true"
    >
      {SHAPES[kind]}
    </svg>
  );
}

/** The colour class that goes with a state. */
export const MARK_COLOUR: Readonly<Record<MarkKind, string>> = {
  waiting: 'is-quiet',
  ready: 'is-run',
  running: 'is-run',
  done: 'is-pass',
  failed: 'is-fail',
  warning: 'is-warn',
  skipped: 'is-quiet',
  unknown: 'is-quiet',
  same: 'is-quiet',
  changed: 'is-run',
  added: 'is-run',
  removed: 'is-run',
};

const RING = { cx: 12, cy: 12, r: 8.8, fill: 'none', stroke: 'currentColor' } as const;
const TILE = { x: 3, y: 3, width: 18, height: 18, rx: 3, fill: 'currentColor' } as const;
const CUT = { fill: 'none', stroke: 'var(--cut)', strokeLinecap: 'round' } as const;

const SHAPES: Readonly<Record<MarkKind, ReactElement>> = {
  waiting: <circle {...RING} strokeWidth="1.6" />,
  ready: (
    <>
      <circle {...RING} r={9} strokeWidth="2" />
      <circle cx="12" cy="12" r="4.5" fill="currentColor" />
    </>
  ),
  running: (
    <>
      <circle {...RING} strokeOpacity=".3" strokeWidth="2.4" />
      <path
        d="M12 3.2a8.8 8.8 0 0 1 8.8 8.8"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
      <circle cx="12" cy="12" r="3" fill="currentColor" />
    </>
  ),
  done: (
    <>
      <circle cx="12" cy="12" r="10" fill="currentColor" />
      <path {...CUT} d="M7.2 12.4l3.2 3.2 6.4-6.8" strokeWidth="2.4" strokeLinejoin="round" />
    </>
  ),
  failed: (
    <>
      <path d="M7.86 2h8.28L22 7.86v8.28L16.14 22H7.86L2 16.14V7.86Z" fill="currentColor" />
      <path {...CUT} d="M8.5 8.5l7 7M15.5 8.5l-7 7" strokeWidth="2.4" />
    </>
  ),
  warning: (
    <>
      <path
        d="M12 2.5 22.5 21h-21Z"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      <path {...CUT} d="M12 9v5.5M12 17.6v.1" strokeWidth="2.2" />
    </>
  ),
  skipped: (
    <>
      <circle {...RING} strokeWidth="1.6" />
      <path d="M8 12h8" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </>
  ),
  unknown: (
    <>
      <circle {...RING} r={9} strokeWidth="1.6" />
      <path
        d="M9.4 9.6a2.7 2.7 0 1 1 3.9 2.4c-.9.5-1.3 1-1.3 2M12 16.8v.1"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
    </>
  ),
  changed: (
    <>
      <rect {...TILE} />
      <path {...CUT} d="M7 10h9l-3-3M17 14H8l3 3" strokeWidth="2" strokeLinejoin="round" />
    </>
  ),
  added: (
    <>
      <rect {...TILE} />
      <path {...CUT} d="M12 7.5v9M7.5 12h9" strokeWidth="2" />
    </>
  ),
  removed: (
    <>
      <rect {...TILE} />
      <path {...CUT} d="M7.5 12h9" strokeWidth="2" />
    </>
  ),
  same: (
    <path d="M6 9.5h12M6 14.5h12" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
  ),
};
