import type {
  NvsChangeRequest,
  NvsListing,
  NvsShownDifference,
  NvsType,
} from '../../../contract/nvs.ts';

/** Tells a secret in what a command has read. */
export type Reveal = (name: { namespace: string; key: string; type: NvsType }) => Promise<string>;

/** A partition that a command has read, wherever it is. */
export interface NvsSource extends AsyncDisposable {
  /** For people: the file, or the device and its partition. */
  readonly name: string;
  listing(): Promise<NvsListing>;
  readonly reveal: Reveal;
  /** What these changes would make of it; changes nothing. */
  difference(changes: readonly NvsChangeRequest[]): Promise<NvsShownDifference>;
  /** What is different in another image, and the secrets in that one. */
  differenceTo(image: Uint8Array): Promise<{ difference: NvsShownDifference; reveal: Reveal }>;
  /** Writes them, and reads back what was written. @returns a sentence about where the old partition is kept. */
  write(changes: readonly NvsChangeRequest[]): Promise<string>;
}
