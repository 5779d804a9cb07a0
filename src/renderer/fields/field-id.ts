import type { Field } from '../form/form-values.ts';

/** The id of the control of a field: labels, messages and the main button go there by it. */
export function fieldId(field: Field): string {
  return `field-${field}`;
}
