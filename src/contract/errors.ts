import { z } from 'zod';

import { ERROR_TEXT } from './error-text.ts';

export type ErrorCode = keyof typeof ERROR_TEXT;

export const ErrorCode = z.enum(
  Object.keys(ERROR_TEXT) as [ErrorCode, ...ErrorCode[]], // z.enum wants a non-empty tuple; the table is one
);

/** An error as it crosses to a person or another process: words included, secrets never. */
export const WireError = z.object({
  code: ErrorCode,
  title: z.string(),
  hint: z.string(),
  /** What exactly: the field, the address, the server's message. May be empty. */
  detail: z.string(),
});
export type WireError = z.infer<typeof WireError>;

export function wireError(code: ErrorCode, detail: string): WireError {
  return { code, ...ERROR_TEXT[code], detail };
}
