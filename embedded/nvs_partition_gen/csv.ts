import { isName } from './check-name.ts';
import { parseCsvRecords, type CsvRecord } from './csv-records.ts';
import { readCsvValue } from './csv-value.ts';
import { encodeNvs, type EncodeNvsOptions } from './encode-nvs.ts';
import { inPlace } from './in-place.ts';
import type { NvsEntry, NvsNamespace } from './nvs-entry.ts';
import { NvsError } from './nvs-error.ts';

export interface CsvFile {
  /** How messages name it. */
  file: string;
  bytes: Uint8Array;
}

/**
 * The image for one or more CSV files with the columns key, type, encoding and value, as Espressif's
 * generator makes it. `readFile` gets the path of a `file` row as the row has it.
 *
 * Throws NvsError with file and row for what the generator refuses, and for what it accepts but would
 * store incompletely or elsewhere; docs/NVS.md has the list.
 */
export function encodeCsv(
  files: readonly CsvFile[],
  readFile: (path: string) => Uint8Array,
  options: EncodeNvsOptions,
): Uint8Array {
  const reader = new RowReader(readFile);
  const rows = files.flatMap(({ file, bytes }) => reader.read(file, bytes));
  try {
    return encodeNvs(
      rows.map(({ entry }) => entry),
      options,
    );
  } catch (error) {
    if (!(error instanceof NvsError) || error.entry === undefined) throw error;
    throw error.at(rows[error.entry]?.place ?? {});
  }
}

interface CsvRow {
  entry: NvsEntry | NvsNamespace;
  place: { file: string; row: number };
}

type Column = 'key' | 'type' | 'encoding' | 'value';
type Columns = Record<Column, number>;

/** Turns rows into entries. The namespace of one file is still the current one in the next. */
class RowReader {
  readonly #readFile: (path: string) => Uint8Array;
  readonly #namespaces = new Set<string>();
  #newestNamespace: string | undefined;
  #currentNamespace: string | undefined;
  readonly #accessPoint = new Set<string>();

  constructor(readFile: (path: string) => Uint8Array) {
    this.#readFile = readFile;
  }

  read(file: string, bytes: Uint8Array): CsvRow[] {
    return inPlace({ file }, () => {
      const [header, ...records] = parseCsvRecords(bytes);
      if (header === undefined || records.length === 0) return [];
      const columns = findColumns(header);
      return records.map((record) => {
        const { row } = record;
        const entry = inPlace({ row }, () => this.#readRecord(record, columns, header));
        return { entry, place: { file, row } };
      });
    });
  }

  #readRecord(record: CsvRecord, columns: Columns, header: CsvRecord): NvsEntry | NvsNamespace {
    const type = cellOf(record, columns, 'type');
    const key = cellOf(record, columns, 'key');
    // Where rows are cut wrongly, the first cell can be a piece of a secret: only a name is shown.
    return inPlace({ key: isName(key) ? key : undefined }, () => {
      switch (type) {
        case 'namespace':
          return this.#openNamespace(key);
        case 'data':
        case 'file':
          if (record.cells.length <= header.cells.length) {
            return this.#readEntry(key, record, columns, type);
          }
          throw new NvsError(
            'csv-cell-surplus',
            'the row has more cells than the header; a value with a comma must be quoted',
          );
        default:
          throw new NvsError('csv-type-unknown', 'the type is none of namespace, data, file');
      }
    });
  }

  #openNamespace(name: string): NvsNamespace {
    this.#refuseStationKey(name);
    this.#currentNamespace = name;
    if (!this.#namespaces.has(name)) this.#newestNamespace = name;
    this.#namespaces.add(name);
    return { type: 'namespace', namespace: name };
  }

  #readEntry(key: string, record: CsvRecord, columns: Columns, type: 'data' | 'file'): NvsEntry {
    const namespace = this.#currentNamespace;
    if (namespace === undefined) {
      throw new NvsError('csv-namespace-missing', 'no namespace row stands before this row');
    }
    if (namespace !== this.#newestNamespace) {
      throw new NvsError(
        'csv-namespace-reopened',
        `the namespace "${namespace}" is opened a second time, and Espressif's generator would store this in another one; put all rows of a namespace together`,
      );
    }
    const encoding = cellOf(record, columns, 'encoding');
    const value = cellOf(record, columns, 'value');
    this.#refuseStationKey(key);
    this.#refuseAccessPoint(key, value);
    const source = type === 'file' ? this.#readFile(value) : value;
    return { namespace, key, ...readCsvValue(encoding, source) };
  }

  /** Since 0.1.8 the generator adds sta.apinfo, sta.pmk and sta.apsw, in whatever namespace. */
  #refuseStationKey(key: string): void {
    if (key !== 'sta.ssid' && key !== 'sta.pswd') return;
    throw new NvsError(
      'csv-added-keys',
      "Espressif's generator adds three keys of its own to this one, so it is not taken from a CSV",
    );
  }

  /** It adds ap.pmk_info as soon as these three are complete. */
  #refuseAccessPoint(key: string, value: string): void {
    const isOpen = key === 'ap.authmode' && value === '0';
    if (!['ap.ssid', 'ap.passwd', 'ap.authmode'].includes(key) || value === '' || isOpen) return;
    this.#accessPoint.add(key);
    if (this.#accessPoint.size < 3) return;
    throw new NvsError(
      'csv-added-keys',
      "Espressif's generator adds ap.pmk_info to ap.ssid, ap.passwd and ap.authmode, so the three are not taken from a CSV",
    );
  }
}

function findColumns(header: CsvRecord): Columns {
  return inPlace({ row: header.row }, () => ({
    key: findColumn(header, 'key'),
    type: findColumn(header, 'type'),
    encoding: findColumn(header, 'encoding'),
    value: findColumn(header, 'value'),
  }));
}

function findColumn({ cells }: CsvRecord, column: Column): number {
  const index = cells.indexOf(column);
  if (index !== -1 && index === cells.lastIndexOf(column)) return index;
  const hasMark = cells[0]?.startsWith('\ufeff') === true;
  throw new NvsError(
    'csv-header-wrong',
    hasMark
      ? 'the file begins with a byte order mark; save it as UTF-8 without one'
      : `the first line must be a header that names the column "${column}" once (key,type,encoding,value)`,
  );
}

function cellOf(record: CsvRecord, columns: Columns, column: Column): string {
  const cell = record.cells[columns[column]];
  if (cell !== undefined) return cell;
  throw new NvsError('csv-cell-missing', `the row ends before its cell for "${column}"`);
}
