import type { MouseEvent } from 'react';

import { controlFor } from './shortcuts.ts';

/**
 * After a click whose check has gone well, Enter belongs to the main button again. Whoever pressed a key instead, or
 * has gone on meanwhile, stays where they are.
 */
export async function handOverEnter(
  { detail, currentTarget }: MouseEvent<HTMLElement>,
  check: () => Promise<boolean>,
): Promise<void> {
  const byMouse = detail > 0; // a key presses a button without counting clicks
  const wentWell = await check();
  if (!byMouse || !wentWell || document.activeElement !== currentTarget) return;
  const button = controlFor('Enter');
  const next = button?.matches(':disabled') ? document.getElementById('main') : button;
  next?.focus({ preventScroll: true });
}
