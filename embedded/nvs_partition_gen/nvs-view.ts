import type { NvsType } from './nvs-entry.ts';
import type { NvsMountResult } from './mount-nvs.ts';

/** A value that firmware can read. */
export interface NvsItem {
  namespace: string;
  key: string;
  type: NvsType;
  /** As `nvs_get_*` returns them: numbers little-endian, strings with their NUL, blobs as they are. */
  bytes: Uint8Array;
}

/** A value that the library lists but does not give. */
export interface NvsUnreadable {
  namespace: string;
  key: string;
  type: NvsType;
  get: 'ESP_ERR_NVS_NOT_FOUND' | 'ESP_FAIL';
}

/** A value in a namespace that has no name. */
export interface NvsUnreachable {
  nsIndex: number;
  key: string;
  type: NvsType;
}

/** What firmware sees in a partition. The lists are sorted; characters of names are bytes. */
export interface NvsView {
  mount: NvsMountResult;
  namespaces: string[];
  items: NvsItem[];
  unreadable: NvsUnreadable[];
  unreachable: NvsUnreachable[];
}
