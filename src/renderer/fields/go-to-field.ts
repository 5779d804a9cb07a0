import type { Field } from '../form/form-values.ts';
import { fieldId } from './field-id.ts';

/** Leads to the control of a field, wherever it is: what folds it away is opened, and the browser scrolls to it. */
export function goToField(field: Field): void {
  const control = document.getElementById(fieldId(field));
  const fold = control?.closest('details');
  if (fold) fold.open = true;
  control?.focus();
}
