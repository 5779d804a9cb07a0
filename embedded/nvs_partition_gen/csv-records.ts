import { isUtf8 } from 'node:buffer';
import { isName } from './check-name.ts';
import { decodeUtf8 } from './decode-utf8.ts';
import { NvsError, type NvsErrorPlace } from './nvs-error.ts';

export interface CsvRecord {
  /** The line on which the record begins, counted from 1. */
  row: number;
  cells: string[];
}

/**
 * The records of a CSV file in the dialect that Espressif's generator reads (Python's `csv`, "excel",
 * over lines without those that begin with `#`): a blank line is no record, except that a blank first
 * one is the header; a quote means something only as the first character of a cell; CRLF and CR become
 * LF, in quoted cells too.
 *
 * Throws NvsError where the generator stops too (not UTF-8, a cell over 131072 characters), and where
 * it goes on with less than the file holds: a quote that is never closed, text behind a closing
 * quote, a line that begins with `#` inside a quoted cell.
 */
export function parseCsvRecords(bytes: Uint8Array): CsvRecord[] {
  const lines = readText(bytes).split(LINE_END);
  const records: CsvRecord[] = [];
  let open: OpenRecord | undefined;
  for (const [index, line] of lines.entries()) {
    const row = index + 1;
    if (line.startsWith('#')) {
      if (open === undefined) continue;
      throw new NvsError(
        'csv-comment-in-quotes',
        `line ${row} is a comment inside a quoted cell, and its text would be lost`,
        placeOf(open),
      );
    }
    if (open === undefined && line === '' && records.length > 0) continue;
    const keyColumn = records[0]?.cells.indexOf('key') ?? -1;
    const record = open ?? { row, cells: [], keyColumn, quoted: undefined };
    readLine(record, line);
    if (record.quoted === undefined) records.push({ row: record.row, cells: record.cells });
    open = record.quoted === undefined ? undefined : record;
  }
  if (open === undefined) return records;
  throw new NvsError('csv-quote-open', 'a quoted cell is never closed', placeOf(open));
}

const LINE_END = /\r\n|\r|\n/;

/** Python's `csv.field_size_limit()`. */
const CELL_MAX_CHARACTERS = 131072;

interface OpenRecord {
  row: number;
  cells: string[];
  keyColumn: number;
  /** The text so far of a quoted cell that goes on in the next line. */
  quoted: string | undefined;
}

function readText(bytes: Uint8Array): string {
  const text = decodeUtf8(bytes);
  if (text !== undefined) return text;
  const lines = Buffer.from(bytes).toString('latin1').split(LINE_END);
  const row = 1 + lines.findIndex((line) => !isUtf8(Buffer.from(line, 'latin1')));
  throw new NvsError('csv-not-utf8', 'the line is not UTF-8', { row });
}

function placeOf({ row, cells, keyColumn }: OpenRecord): NvsErrorPlace {
  const key = cells[keyColumn];
  return { row, key: key !== undefined && isName(key) ? key : undefined };
}

/** Adds the cells of one line; the last one stays open where a quote does. */
function readLine(record: OpenRecord, line: string): void {
  let at = 0;
  if (record.quoted !== undefined) at = readQuotedCell(record, line, 0, `${record.quoted}\n`);
  while (at <= line.length) {
    if (line[at] === '"') {
      at = readQuotedCell(record, line, at + 1, '');
    } else {
      const comma = line.indexOf(',', at);
      const end = comma === -1 ? line.length : comma;
      addCell(record, line.slice(at, end));
      at = end + 1;
    }
  }
}

/** Reads on from `at` inside quotes; returns where the next cell begins, behind the line if none does. */
function readQuotedCell(record: OpenRecord, line: string, at: number, before: string): number {
  let text = before;
  let position = at;
  for (;;) {
    const quote = line.indexOf('"', position);
    if (quote === -1) {
      record.quoted = text + line.slice(position);
      return line.length + 1;
    }
    text += line.slice(position, quote);
    if (line[quote + 1] !== '"') {
      if (quote + 1 < line.length && line[quote + 1] !== ',') {
        throw new NvsError(
          'csv-quote-misplaced',
          'there is text behind a closing quote; a quote inside a quoted cell must be doubled',
          placeOf(record),
        );
      }
      record.quoted = undefined;
      addCell(record, text);
      return quote + 2;
    }
    text += '"';
    position = quote + 2;
  }
}

function addCell(record: OpenRecord, cell: string): void {
  if (cell.length > CELL_MAX_CHARACTERS && Array.from(cell).length > CELL_MAX_CHARACTERS) {
    throw new NvsError(
      'csv-cell-too-long',
      `a cell has more than ${CELL_MAX_CHARACTERS} characters; put the value into a file`,
      placeOf(record),
    );
  }
  record.cells.push(cell);
}
