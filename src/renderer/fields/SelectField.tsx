import { ChevronDown } from 'lucide-react';
import type { ReactNode, SelectHTMLAttributes } from 'react';

import { ICON } from '../marks/icon.ts';

type SelectFieldProps = SelectHTMLAttributes<HTMLSelectElement> & {
  narrow?: boolean;
  /** The options. */
  children: ReactNode;
};

/** The browser's own list of choices, in our look. */
export function SelectField({ narrow, ...select }: SelectFieldProps) {
  return (
    <span className={narrow ? 'sel narrow' : 'sel'}>
      <select {...select} />
      <ChevronDown {...ICON} />
    </span>
  );
}
