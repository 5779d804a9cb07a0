import type { NvsEdit } from '../stores/nvs-state.ts';

type Name = Pick<NvsEdit, 'namespace' | 'key'>;

/** The edits with one more: the last word on a key counts. */
export function withEdit(edits: readonly NvsEdit[], edit: NvsEdit): NvsEdit[] {
  return [...withoutEdit(edits, edit), edit];
}

/** The edits without those of this key, so that it stays as it is. */
export function withoutEdit(edits: readonly NvsEdit[], name: Name): NvsEdit[] {
  return edits.filter((edit) => !isOf(edit, name));
}

/** The value that was typed for a key, where one was. */
export function typedValue(edits: readonly NvsEdit[], name: Name): string | undefined {
  const edit = edits.find((one) => isOf(one, name));
  return edit?.action === 'set' && typeof edit.value === 'string' ? edit.value : undefined;
}

function isOf(edit: NvsEdit, { namespace, key }: Name): boolean {
  return edit.namespace === namespace && edit.key === key;
}
