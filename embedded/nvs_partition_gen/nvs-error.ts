export type NvsErrorCode =
  | 'csv-added-keys'
  | 'csv-cell-missing'
  | 'csv-cell-surplus'
  | 'csv-cell-too-long'
  | 'csv-comment-in-quotes'
  | 'csv-encoding-unknown'
  | 'csv-header-wrong'
  | 'csv-namespace-missing'
  | 'csv-namespace-reopened'
  | 'csv-not-utf8'
  | 'csv-quote-misplaced'
  | 'csv-quote-open'
  | 'csv-type-unknown'
  | 'csv-value-unreadable'
  | 'edit-went-wrong'
  | 'file-extension-wrong'
  | 'file-unreadable'
  | 'file-unwritable'
  | 'image-full'
  | 'image-not-mountable'
  | 'image-size-wrong'
  | 'image-unintelligible'
  | 'image-unreasonable'
  | 'item-missing'
  | 'key-blank'
  | 'key-corrupt'
  | 'key-duplicate'
  | 'key-exists'
  | 'key-halves-equal'
  | 'key-length-wrong'
  | 'key-missing'
  | 'key-wrong'
  | 'name-empty'
  | 'name-not-ascii'
  | 'name-too-long'
  | 'namespaces-too-many'
  | 'string-has-nul'
  | 'string-not-unicode'
  | 'value-not-representable'
  | 'value-out-of-range'
  | 'value-too-long';

/** Where in the input a refusal happened. */
export interface NvsErrorPlace {
  file?: string | undefined;
  /** The line of the file on which the row begins, counted from 1. */
  row?: number | undefined;
  /** The position in the list of entries that was to be encoded, counted from 0. */
  entry?: number | undefined;
  namespace?: string | undefined;
  key?: string | undefined;
}

/**
 * Why an image cannot be made or read. `code` is stable; `message` is a sentence for a person and
 * begins with the place, as far as it is known. Neither ever holds a value: values are secrets.
 */
export class NvsError extends Error {
  override readonly name = 'NvsError';
  readonly code: NvsErrorCode;
  /** The sentence without the place. */
  readonly reason: string;
  readonly file: string | undefined;
  readonly row: number | undefined;
  readonly entry: number | undefined;
  readonly namespace: string | undefined;
  readonly key: string | undefined;

  constructor(
    code: NvsErrorCode,
    reason: string,
    place: NvsErrorPlace = {},
    options: ErrorOptions = {},
  ) {
    super([...placeInWords(place), reason].join(': '), options);
    this.code = code;
    this.reason = reason;
    this.file = place.file;
    this.row = place.row;
    this.entry = place.entry;
    this.namespace = place.namespace;
    this.key = place.key;
  }

  /** The same refusal with what the caller knows about its place; what is known already stays. */
  at(place: NvsErrorPlace): NvsError {
    const both = {
      file: this.file ?? place.file,
      row: this.row ?? place.row,
      entry: this.entry ?? place.entry,
      namespace: this.namespace ?? place.namespace,
      key: this.key ?? place.key,
    };
    return new NvsError(this.code, this.reason, both, { cause: this.cause });
  }
}

/** `input.csv, row 3, key "psk"`: one word group, or none. */
function placeInWords({ file, row, key }: NvsErrorPlace): string[] {
  const words = [
    file,
    row === undefined ? undefined : `row ${row}`,
    key === undefined ? undefined : `key ${quote(key)}`,
  ].filter((word) => word !== undefined);
  return words.length === 0 ? [] : [words.join(', ')];
}

/** A name can be anything a file holds: line breaks are escaped, and a long one is cut. */
function quote(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name);
}
