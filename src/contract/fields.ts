import { z } from 'zod';

import { refuse } from './issue-code.ts';
import { SecretText } from './secret.ts';

/** Characters of a profile or of a chain of certificates, as a page may send it. */
export const LARGEST_TEXT_FILE = 64_000;

const CONTROL_CHARACTER = /\p{Cc}/u;

/** Bytes that a text takes in UTF-8, which is what devices and limits count. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** An NVS namespace or key: 1 to 15 printable ASCII bytes (ESP-IDF, nvs.h: NVS_KEY_NAME_MAX_SIZE 16 with the NUL). */
export const NvsName = z
  .string()
  .meta({ pattern: '^[!-~]{1,15}$' })
  .superRefine((name, ctx) => {
    if (!/^[\x21-\x7e]{1,15}$/.test(name)) {
      refuse(
        ctx,
        'namespace-invalid',
        `"${name}" has ${byteLength(name)} bytes; NVS names have 1 to 15, ASCII`,
      );
    }
  });

/** Any UUID, in lower case. Not checked against RFC 9562: the specification's own scheme leaves the variant bits open. */
export const Uuid = z
  .string()
  .superRefine((text, ctx) => {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
      refuse(ctx, 'uuid-invalid', `"${text}"`);
    }
  })
  .transform((text) => text.toLowerCase());

/**
 * 16 to 64 bytes as hex digits; how many exactly, the profile says. Values that nobody draws at random (one repeated
 * byte, a count, the manual's sample) are refused.
 */
export const Psk = SecretText.superRefine((secret, ctx) => {
  const text = secret.reveal();
  const bytes = text.length / 2;
  if (!/^(?:[0-9a-f]{2}){16,64}$/i.test(text)) {
    refuse(ctx, 'psk-invalid', `it must be hex digits, two for each byte; the usual PSK has 64`);
  } else if (new Set(text.toLowerCase().match(/../g)).size < Math.min(bytes, 32) * 0.375) {
    // 32 random bytes have fewer than 12 different values once in 10^20, 16 fewer than 6 once in 10^13.
    refuse(ctx, 'psk-invalid', 'it repeats itself: a PSK must be drawn at random');
  }
});

/** The name of a network: 1 to 32 bytes of UTF-8 without control characters (IEEE 802.11 allows 32 octets). */
export const Ssid = z.string().superRefine((ssid, ctx) => {
  const bytes = byteLength(ssid);
  if (CONTROL_CHARACTER.test(ssid)) {
    refuse(ctx, 'ssid-invalid', 'it contains a control character, for instance a line break');
  } else if (bytes < 1 || bytes > 32) {
    refuse(ctx, 'ssid-invalid', `it has ${bytes} bytes, the limit is 32`);
  }
});

/** WPA passphrase: 8 to 63 printable ASCII characters, or the 256-bit key itself as 64 hex digits. */
export const WifiPassword = SecretText.superRefine((secret, ctx) => {
  const text = secret.reveal();
  const bytes = byteLength(text);
  if (CONTROL_CHARACTER.test(text)) {
    refuse(
      ctx,
      'wifi-password-invalid',
      'it contains a control character, for instance a line break',
    );
  } else if (!/^[\x20-\x7e]*$/.test(text)) {
    refuse(ctx, 'wifi-password-invalid', 'it contains a character outside ASCII');
  } else if (bytes < 8) {
    refuse(ctx, 'wifi-password-invalid', `it has ${bytes} characters, the least is 8`);
  } else if (bytes > 63 && !/^[0-9a-f]{64}$/i.test(text)) {
    refuse(
      ctx,
      'wifi-password-invalid',
      `it has ${bytes} characters, the most is 63 (or 64 hex digits)`,
    );
  }
});

const HexText = z.string().meta({ pattern: '^(0[xX])?[0-9a-fA-F]{1,8}$' });

/** An offset or a size in flash: a number of bytes, or hex text with or without `0x`. */
export const FlashNumber = z
  .union([z.int().nonnegative(), HexText], 'a whole number of bytes, or hex such as "0xA20000"')
  .transform((value, ctx) => {
    if (typeof value === 'number') return value;
    if (/^(0x)?[0-9a-f]{1,8}$/i.test(value)) return Number.parseInt(value, 16);
    refuse(ctx, 'region-invalid', `"${value}" is not a hex number such as 0xA20000`);
    return z.NEVER;
  });

const SECTOR = 0x1000;

const LARGEST_FLASH = 0x800_0000; // 128 MB, the most that Espressif's image header can name

/** A region of flash in bytes, whole sectors of 4096; at least three pages, the least that NVS can write to. */
export const NvsRegion = z
  .strictObject({ offset: FlashNumber, size: FlashNumber })
  .superRefine(checkNvsRegion);
export type NvsRegion = z.infer<typeof NvsRegion>;

/** The same for whatever has an offset and a size; `region-invalid` at the one that is wrong. */
export function checkNvsRegion(
  { offset, size }: { offset: number; size: number },
  ctx: z.RefinementCtx,
): void {
  const refuseField = (field: 'offset' | 'size', value: number, what: string) =>
    refuse(ctx, 'region-invalid', `0x${value.toString(16)} ${what}`, [field]);
  if (offset % SECTOR !== 0) refuseField('offset', offset, 'is no multiple of 0x1000');
  if (size % SECTOR !== 0) refuseField('size', size, 'is no multiple of 0x1000');
  else if (size < 3 * SECTOR) refuseField('size', size, 'is less than 0x3000');
  else if (offset + size > LARGEST_FLASH) refuseField('size', size, 'ends beyond 128 MB');
}

/** The name of a partition, as in partitions.csv: 1 to 16 printable ASCII bytes (ESP-IDF, esp_partition.h). */
export const PartitionLabel = z
  .string()
  .regex(/^[\x20-\x7e]{1,16}$/, '1 to 16 printable ASCII characters');

/** How NVS is encrypted on a device. ESP-IDF: "NVS Encryption". */
export const NvsEncryption = z.enum(['none', 'key-partition', 'hmac']);

/** Where the settings lie on a device, and what its partition table said of that place. */
export const NvsPlace = z.object({
  /** Both in bytes. */
  offset: z.int(),
  size: z.int(),
  /** The label of its `data,nvs` partition; null where there is none, or none was noted. */
  partition: z.string().nullable(),
  /** A developer had it written although the partition table has no such NVS partition. */
  overridden: z.boolean(),
});
export type NvsPlace = z.infer<typeof NvsPlace>;

/** The base URL of a CA in its one canonical form: no trailing slash. */
export const CaUrl = z.string().transform((text, ctx) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const usable =
    url &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.hostname !== '' &&
    url.port !== '0' &&
    !url.username &&
    !url.password &&
    !text.includes('?') &&
    !text.includes('#') &&
    !text.includes('\\');
  if (!usable) {
    refuse(ctx, 'ca-url-invalid', `"${text}"`);
    return z.NEVER;
  }
  return url.href.replace(/\/+$/, '');
});

/** A bearer token as it stands in a header (RFC 6750): visible ASCII, no blank, no line break. */
export const CaToken = SecretText.superRefine((secret, ctx) => {
  if (!/^[\x21-\x7e]+$/.test(secret.reveal())) {
    refuse(
      ctx,
      'bad-request',
      'the CA token is empty, or has a blank, a line break or a character outside ASCII',
    );
  }
});

/** Whether a CA URL keeps the PSK from listeners: https, or http that never leaves this machine. */
export function isConfidential(caUrl: string): boolean {
  const { protocol, hostname } = new URL(caUrl);
  if (protocol === 'https:') return true;
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
