import { styleText } from 'node:util';

import type { NvsListing, NvsShownChange, NvsShownDifference } from '../../../contract/nvs.ts';
import { safeText } from '../safe-text.ts';
import { textTable } from '../text-table.ts';

const VALUE_WIDTH = 72; // a certificate would fill the screen; `nvs get` tells it whole

/** What is in a partition, a line a value. */
export function listingText({ namespaces, entries, unreadable, unreachable }: NvsListing): string {
  const rows = entries.map(({ namespace, key, type, bytes, value }) => [
    namespace,
    key,
    type,
    `${bytes} B`,
    cut(value),
  ]);
  const empty = namespaces
    .filter((name) => !entries.some(({ namespace }) => namespace === name))
    .map((name) => [name, '', '', '', '(empty)']);
  const damaged = unreadable.map(({ namespace, key, type }) => [
    namespace,
    key,
    type,
    '',
    '(damaged: the firmware cannot read it)',
  ]);
  const all = [...rows, ...empty, ...damaged];
  const lost = unreachable === 0 ? '' : `${unreachable} values are in namespaces without a name.\n`;
  if (all.length === 0) return `The partition is empty.\n${lost}`;
  return textTable([['Namespace', 'Key', 'Type', 'Size', 'Value'], ...all]) + lost;
}

/** What differs, old lines with `-` and new ones with `+`. */
export function differenceText(difference: NvsShownDifference): string {
  const { namespacesAdded, namespacesRemoved, changes, dropped } = difference;
  const lines = [
    ...namespacesRemoved.map((name) => removed(`namespace ${safeText(name)}`)),
    ...namespacesAdded.map((name) => added(`namespace ${safeText(name)}`)),
    ...changes.flatMap(changeLines),
    ...(dropped === 0 ? [] : [`${dropped} damaged values, which no firmware reads, go.`]),
  ];
  return lines.length === 0 ? 'Nothing differs.\n' : `${lines.join('\n')}\n`;
}

function changeLines({ namespace, key, type, before, after }: NvsShownChange): string[] {
  const line = ({ bytes, value }: { bytes: number; value: string | null }) =>
    `${safeText(`${namespace}.${key}`)}  ${type}  ${bytes} B  ${safeText(cut(value))}`;
  return [...(before ? [removed(line(before))] : []), ...(after ? [added(line(after))] : [])];
}

function cut(value: string | null): string {
  if (value === null) return '***';
  return value.length > VALUE_WIDTH ? `${value.slice(0, VALUE_WIDTH)}…` : value;
}

function removed(text: string): string {
  return styleText('red', `- ${text}`);
}

function added(text: string): string {
  return styleText('green', `+ ${text}`);
}
