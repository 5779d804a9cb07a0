import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';

import { ICON } from '../marks/icon.ts';

interface FoldProps {
  title: string;
  /** What it is about, beside the title. */
  summary: ReactNode;
  children: ReactNode;
}

/** Something that is there when it is asked for. */
export function Fold({ title, summary, children }: FoldProps) {
  return (
    <details className="fold">
      <summary>
        <ChevronRight {...ICON} />
        <b>{title}</b>
        <span className="clip quiet grow">{summary}</span>
      </summary>
      {children}
    </details>
  );
}
