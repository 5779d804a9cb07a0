import type { z } from 'zod';

import type { ErrorCode } from './errors.ts';

/**
 * A zod refinement whose failure carries one of our error codes, so that a bad field is reported under its own name
 * (`ssid-invalid`) instead of as a bad request.
 */
export function refuse(
  ctx: z.RefinementCtx,
  code: ErrorCode,
  message: string,
  path: string[] = [],
): void {
  ctx.addIssue({ code: 'custom', message, path, params: { errorCode: code } });
}
