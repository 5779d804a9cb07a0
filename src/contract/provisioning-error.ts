import { wireError, type ErrorCode, type WireError } from './errors.ts';

/** The one error that our own code throws: a code from the table, and what exactly went wrong. */
export class ProvisioningError extends Error {
  override readonly name = 'ProvisioningError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, detail = '', options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}

/** The one place where an unknown thing that was thrown becomes something a person can read. */
export function toWireError(thrown: unknown): WireError {
  if (thrown instanceof ProvisioningError) {
    return wireError(thrown.code, thrown.message);
  }
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return wireError('cancelled', '');
  }
  return wireError('internal', thrown instanceof Error ? thrown.message : String(thrown));
}
