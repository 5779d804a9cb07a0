import type { KeyboardEvent } from 'react';

import { useApp, useLocked, useShownProblems } from '../app-context.ts';
import type { Field } from '../form/form-values.ts';
import { fieldId } from './field-id.ts';

/** What every control of the form has in common: it is checked on leaving it, and on Enter. */
export function useField(field: Field, describedBy?: string) {
  const { form } = useApp();
  const locked = useLocked();
  const [problem] = useShownProblems([field]);
  return {
    id: fieldId(field),
    disabled: locked,
    onFocus: () => form.touch(field),
    onBlur: () => form.leave(field),
    onKeyDown: ({ key }: KeyboardEvent) => {
      if (key === 'Enter') form.leave(field);
    },
    ...(problem && { 'aria-invalid': true }),
    ...(describedBy !== undefined && { 'aria-describedby': describedBy }),
  };
}
