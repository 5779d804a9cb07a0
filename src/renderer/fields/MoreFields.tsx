import { ChevronRight } from 'lucide-react';
import { useState, type ReactNode } from 'react';

import { ICON } from '../marks/icon.ts';

interface MoreFieldsProps {
  title: ReactNode;
  /** What stands in the fields, in a few words. */
  summary: string;
  /** Something was given there, or is wrong there: then it opens by itself. */
  used: boolean;
  children: ReactNode;
}

/** Fields that few need, folded until they are asked for or say something. */
export function MoreFields({ title, summary, used, children }: MoreFieldsProps) {
  const [wished, setWished] = useState<boolean>();
  return (
    <details
      className="more-fields"
      open={wished ?? used}
      onToggle={({ currentTarget }) => setWished(currentTarget.open)}
    >
      <summary>
        <ChevronRight {...ICON} />
        <span>{title}</span>
        <span className="clip quiet grow">{summary}</span>
      </summary>
      {children}
    </details>
  );
}
