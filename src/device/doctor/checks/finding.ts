import type { Finding } from '../../../contract/port-examination.ts';

/** A finding; what is left out is null. */
export function finding(
  facts: Omit<Finding, 'command' | 'error'> & Partial<Pick<Finding, 'command' | 'error'>>,
): Finding {
  return { command: null, error: null, ...facts };
}
