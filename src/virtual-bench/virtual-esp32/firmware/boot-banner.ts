import type { ResetReason } from '../board.ts';
import type { ChipModel } from '../chip-model.ts';

/** What the mask ROM prints after a reset before it looks at the UART or at the flash. */
export function bootBanner(
  { banner }: ChipModel,
  reason: ResetReason,
  mode: 'download' | 'run',
): string {
  const first = `${banner.head}rst:${banner.resetReasons[reason]},boot:${banner[mode].boot}\r\n`;
  return mode === 'download' ? `${first}${banner.download.prompt}\r\n` : first;
}
