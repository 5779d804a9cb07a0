/** Lines of a log in blocks, so that a new line changes the last block only and the browser lays out what is seen. */
export interface LogLines {
  blocks: readonly LogBlock[];
  /** Lines that have come in, those that were dropped included. */
  count: number;
  dropped: number;
}

export interface LogBlock {
  /** Number of its first line. It never changes, so it names the block. */
  first: number;
  lines: readonly string[];
}

export const NO_LINES: LogLines = { blocks: [], count: 0, dropped: 0 };

const LINES_IN_A_BLOCK = 200;
const MOST_BLOCKS = 250; // 50,000 lines; a log that never ends must not fill the memory

/** The log with more lines at its end; the oldest block goes when there are too many. */
export function appendLines(log: LogLines, added: readonly string[]): LogLines {
  if (added.length === 0) return log;
  const blocks = [...log.blocks];
  let count = log.count;
  let rest = added;
  while (rest.length > 0) {
    const last = blocks.at(-1);
    const open = last && last.lines.length < LINES_IN_A_BLOCK ? last : undefined;
    const room = LINES_IN_A_BLOCK - (open?.lines.length ?? 0);
    const taken = rest.slice(0, room);
    rest = rest.slice(room);
    if (open) blocks[blocks.length - 1] = { ...open, lines: [...open.lines, ...taken] };
    else blocks.push({ first: count, lines: taken });
    count += taken.length;
  }
  const kept = blocks.slice(-MOST_BLOCKS);
  return { blocks: kept, count, dropped: kept[0]?.first ?? 0 };
}

export function lastLine({ blocks }: LogLines): string {
  return blocks.at(-1)?.lines.at(-1) ?? '';
}

export function logText({ blocks }: LogLines): string {
  return blocks.flatMap(({ lines }) => lines).join('\n');
}
