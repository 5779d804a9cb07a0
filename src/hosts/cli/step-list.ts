import { styleText } from 'node:util';

import { STEPS, type Progress, type StepId } from '../../contract/run.ts';
import { duration } from './duration.ts';
import { safeText } from './safe-text.ts';

const TITLE_WIDTH = Math.max(...Object.values(STEPS).map(({ title }) => title.length));
const OUTCOME_WIDTH = 'skipped'.length; // a longer one, rare, pushes the rest of its line
const BAR_WIDTH = 40;

/** A step that has ended, as a line of its own for a log file. */
export function endedStepLine(progress: Progress, steps: readonly StepId[]): string {
  const { step, status, elapsedMs, note = '' } = progress;
  const number = `${steps.indexOf(step) + 1}/${steps.length}`;
  const outcome = status === 'failed' ? 'FAILED' : status;
  return [
    number.padStart(5),
    STEPS[step].title.padEnd(TITLE_WIDTH),
    outcome.padEnd(OUTCOME_WIDTH),
    duration(elapsedMs).padStart(7),
    safeText(note),
  ]
    .join('  ')
    .trimEnd();
}

/** All steps as a list for a terminal, `width` columns wide, with one bar for the whole run. */
export function stepList(
  latest: ReadonlyMap<StepId, Progress>,
  { steps, fraction, width }: { steps: readonly StepId[]; fraction: number; width: number },
): string {
  const rows = steps.map((step) => stepRow(step, latest.get(step), width));
  return [...rows, '', progressBar(fraction)].join('\n');
}

function stepRow(step: StepId, progress: Progress | undefined, width: number): string {
  const title = STEPS[step].title.padEnd(TITLE_WIDTH);
  if (!progress) return styleText('dim', `  ${title}`);
  const { status, fraction, elapsedMs, bytes } = progress;
  const moved = bytes ? `  ${kilobytes(bytes.done)} of ${kilobytes(bytes.total)} KiB` : '';
  const share =
    status === 'running' && fraction > 0 ? `${Math.floor(fraction * 100)} %${moved}` : '';
  const note = share || safeText(progress.note ?? (status === 'failed' ? 'failed' : ''));
  const text = `${title}  ${duration(elapsedMs).padStart(7)}  ${note}`.trimEnd();
  return `${markOf(status)} ${text.slice(0, Math.max(TITLE_WIDTH, width - 3))}`;
}

function markOf(status: Progress['status']): string {
  switch (status) {
    case 'running':
      return styleText('cyan', '▸');
    case 'done':
      return styleText('green', '✔');
    case 'unconfirmed':
      return styleText('yellow', '?');
    case 'skipped':
      return '-';
    case 'failed':
      return styleText('red', '✖');
  }
}

function progressBar(fraction: number): string {
  const full = Math.floor(fraction * BAR_WIDTH);
  const bar = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
  return `  ${bar} ${String(Math.floor(fraction * 100)).padStart(3)} %`;
}

function kilobytes(bytes: number): string {
  return String(Math.ceil(bytes / 1024));
}
