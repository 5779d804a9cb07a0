/** The command was called wrongly: nothing was read or written. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
