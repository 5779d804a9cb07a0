import { z } from 'zod';

import { ChipName } from './chip.ts';
import { FlashNumber } from './fields.ts';
import { SecretText } from './secret.ts';

/** As ESP-IDF names them; `float` and `double` come from its C++ interface. A blob is one, however it is stored. */
export const NvsType = z.enum([
  'u8',
  'i8',
  'u16',
  'i16',
  'u32',
  'i32',
  'u64',
  'i64',
  'float',
  'double',
  'string',
  'blob',
]);
export type NvsType = z.infer<typeof NvsType>;

/** A value as people see it: numbers in decimal, strings without their NUL, blobs in hex; null where it is a secret. */
const ShownValue = z.object({ bytes: z.int(), value: z.string().nullable() });

const ValueName = z.object({ namespace: z.string(), key: z.string(), type: NvsType });

/** A value in a partition. `secret`: by its name or its looks; it is told by `prov:nvs-reveal` alone. */
export const NvsShownEntry = z.object({
  ...ValueName.shape,
  ...ShownValue.shape,
  secret: z.boolean(),
});
export type NvsShownEntry = z.infer<typeof NvsShownEntry>;

/** What firmware reads from a partition. */
export const NvsListing = z.object({
  namespaces: z.array(z.string()),
  entries: z.array(NvsShownEntry),
  /** Listed by the library, but it does not give their values: they are damaged. */
  unreadable: z.array(ValueName),
  /** Values in a namespace that has lost its name. */
  unreachable: z.int(),
});
export type NvsListing = z.infer<typeof NvsListing>;

/** A change of type is two: the old type goes, the new one comes. */
export const NvsShownChange = z.object({
  ...ValueName.shape,
  secret: z.boolean(),
  /** null: it is new. */
  before: ShownValue.nullable(),
  /** null: it goes. */
  after: ShownValue.nullable(),
});
export type NvsShownChange = z.infer<typeof NvsShownChange>;

export const NvsShownDifference = z.object({
  namespacesAdded: z.array(z.string()),
  namespacesRemoved: z.array(z.string()),
  changes: z.array(NvsShownChange),
  /** How many values that firmware cannot read are not written again. */
  dropped: z.int(),
});
export type NvsShownDifference = z.infer<typeof NvsShownDifference>;

/** A change to make. The text of a value: a number in decimal or 0x hex, a string as it is, a blob in hex. */
export const NvsChangeRequest = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('set'),
    namespace: z.string(),
    key: z.string(),
    type: NvsType,
    value: SecretText,
  }),
  z.strictObject({ action: z.literal('remove'), namespace: z.string(), key: z.string() }),
]);
export type NvsChangeRequest = z.infer<typeof NvsChangeRequest>;

/** Which partition of a device; left out, its only NVS partition. */
export const NvsPartitionChoice = z.union([
  z.strictObject({ label: z.string().min(1) }),
  z.strictObject({ offset: FlashNumber, size: FlashNumber }),
]);
export type NvsPartitionChoice = z.infer<typeof NvsPartitionChoice>;

/** In hex: the 64 bytes with which the partition is encrypted, or the 32 of the HMAC eFuse that they come from. */
export const NvsEncryptionKey = SecretText.refine(
  (key) => /^(?:[0-9a-f]{64}){1,2}$/i.test(key.reveal()),
  'the NVS encryption key must be 128 hex digits, or the 64 of an HMAC key',
);

/** A partition as it was before a write that never came to its end. */
export const SavedPartition = z.object({
  /** 12 upper-case hex digits. */
  mac: z.string(),
  chip: ChipName,
  offset: z.int(),
  size: z.int(),
  savedAt: z.iso.datetime(),
});
export type SavedPartition = z.infer<typeof SavedPartition>;
