import type { NvsType } from '../../contract/nvs.ts';

/** A value as firmware reads it: numbers little-endian, strings with their NUL, blobs as they are. */
export interface NvsValueOnDevice {
  namespace: string;
  key: string;
  type: NvsType;
  bytes: Uint8Array;
}

export type NvsTypedValue =
  | { type: 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'float' | 'double'; value: number }
  | { type: 'u64' | 'i64'; value: bigint }
  | { type: 'string'; value: string }
  | { type: 'blob'; value: Uint8Array };

/** What firmware reads from a partition. */
export interface NvsView {
  namespaces: string[];
  values: NvsValueOnDevice[];
  unreadable: { namespace: string; key: string; type: NvsType }[];
  unreachable: { key: string }[];
}

export type NvsEdit =
  | { action: 'set'; entry: { namespace: string; key: string } & NvsTypedValue }
  | { action: 'remove'; namespace: string; key: string };

export interface NvsDifference {
  namespacesAdded: string[];
  namespacesRemoved: string[];
  changes: {
    namespace: string;
    key: string;
    type: NvsType;
    before: Uint8Array | undefined;
    after: Uint8Array | undefined;
  }[];
}

export interface EditedPartition {
  /** As long as the old image; the same bytes where nothing differs. */
  image: Uint8Array;
  difference: NvsDifference;
  /** How many values that firmware could not read are not in the new image. */
  dropped: number;
}
