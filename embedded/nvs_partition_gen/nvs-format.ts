/**
 * The numbers of the NVS partition format, as ESP-IDF's `nvs_flash` component defines them
 * (`nvs_page.hpp`, `nvs_types.hpp`). Everything on flash is little-endian.
 */

export const PAGE_SIZE = 4096;
export const ENTRY_SIZE = 32;
export const ENTRIES_PER_PAGE = 126;

/** Byte offsets inside a page: header, then the state bitmap, then the entries. */
export const BITMAP_OFFSET = 32;
export const FIRST_ENTRY_OFFSET = 64;

/** The first word of a page. A page moves from one state to the next by clearing bits. */
export const PAGE_STATE = {
  uninitialized: 0xffffffff,
  active: 0xfffffffe,
  full: 0xfffffffc,
  freeing: 0xfffffff8,
} as const;

/** Byte 8 of a page header, counted down. Version 2 splits blobs into chunks. */
export const PAGE_VERSION = { 1: 0xff, 2: 0xfe } as const;

/** The two bits of an entry in the bitmap. */
export const ENTRY_STATE = { empty: 0b11, written: 0b10, erased: 0b00 } as const;

/** Byte 1 of an entry. `blob` is the one-piece blob of version 1. */
export const TYPE_CODE = {
  u8: 0x01,
  i8: 0x11,
  u16: 0x02,
  i16: 0x12,
  u32: 0x04,
  i32: 0x14,
  u64: 0x08,
  i64: 0x18,
  float: 0x24,
  double: 0x28,
  string: 0x21,
  blob: 0x41,
  blobData: 0x42,
  blobIndex: 0x48,
} as const;

/** Byte 3 of every entry that is not a blob chunk. */
export const NO_CHUNK = 0xff;

/** A blob is written with chunks from 0x00 or from 0x80, in turn, so that old and new can coexist. */
export const SECOND_CHUNK_START = 0x80;

/** The namespace index of the entries that define namespaces. */
export const NAMESPACE_INDEX = 0;

/** Indexes 0 and 255 mean "a namespace" and "any" to the library. */
export const NAMESPACES_MAX = 254;

/** A name is 16 bytes with its NUL. */
export const NAME_MAX_BYTES = 15;
