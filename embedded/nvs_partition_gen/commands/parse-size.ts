import { NvsError } from '../nvs-error.ts';

/**
 * A partition size in bytes as Espressif's generator takes it (Python's `int(text, 0)`): decimal
 * without leading zeros, 0x, 0o or 0b, single underscores between digits, blanks around it.
 */
export function parseSize(text: string): number {
  const digits = NUMBER.exec(text)?.[1];
  if (digits !== undefined) return Number(digits.replaceAll('_', ''));
  throw new NvsError('image-size-wrong', 'the size is not a number like 24576 or 0x6000');
}

const NUMBER =
  /^\s*\+?(0x(?:_?[0-9a-f])+|0o(?:_?[0-7])+|0b(?:_?[01])+|0(?:_?0)*|[1-9](?:_?\d)*)\s*$/i;
