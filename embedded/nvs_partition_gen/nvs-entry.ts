/** Integers that a JavaScript number holds exactly. */
export type NvsNumberType = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32';
export type NvsBigIntType = 'u64' | 'i64';
/** ESP-IDF's C++ interface stores these two; the C interface and the CSV know no name for them. */
export type NvsFloatType = 'float' | 'double';
export type NvsType = NvsNumberType | NvsBigIntType | NvsFloatType | 'string' | 'blob';

/** A typed value. Strings come without their NUL. */
export type NvsValue =
  | { type: NvsNumberType | NvsFloatType; value: number }
  | { type: NvsBigIntType; value: bigint }
  | { type: 'string'; value: string }
  | { type: 'blob'; value: Uint8Array };

/** One value under one key. */
export type NvsEntry = { namespace: string; key: string } & NvsValue;

/** A namespace that shall exist even if nothing is in it. */
export interface NvsNamespace {
  type: 'namespace';
  namespace: string;
}
