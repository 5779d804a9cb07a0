import { createHash } from 'node:crypto';

import { CHIPS } from '../../contract/chip.ts';
import type { NvsRegion } from '../../contract/fields.ts';
import type { Profile } from '../../contract/profile.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { Secret } from '../../contract/secret.ts';
import { isNvsKeys } from '../partition-kind.ts';
import type { ConnectedDevice, NvsKeys, NvsTool, Partition, Security } from '../tools.ts';
import type { FirmwarePart } from './check-firmware.ts';

const PAGE = 0x1000;

/** How the settings are encrypted on their way to a device. */
export interface NvsCipher {
  /** AES-256-XTS: 32 bytes of data key, 32 bytes of tweak key. */
  key: Uint8Array;
  /** To be flashed before the settings, where the device has no key yet. */
  keyPartition: { offset: number; image: Uint8Array } | undefined;
}

export interface CipherSearch {
  scheme: Profile['nvs']['encryption'];
  /** In hex: 64 bytes for `key-partition`, the 32 of the eFuse for `hmac`. */
  given: Secret | undefined;
  place: NvsRegion;
  partitions: readonly Partition[];
  security: Security;
  /** What is flashed before the settings. */
  parts: readonly FirmwarePart[];
}

/**
 * The key with which this device reads its settings; undefined where it reads them plain. Nothing is changed. Throws
 * `nvs-encrypted` where the profile says plain and the device shows that it encrypts, `encryption-key-missing` and
 * `encryption-key-wrong`.
 */
export async function findNvsCipher(
  device: ConnectedDevice,
  { nvs, nvsKeys }: { nvs: NvsTool; nvsKeys: NvsKeys },
  search: CipherSearch,
  signal: AbortSignal,
): Promise<NvsCipher | undefined> {
  const page = await firstPageInUse(device, search.place, nvs, signal);
  if (search.scheme === 'none') {
    refuseSigns(search, nvs.content(page, undefined));
    return undefined;
  }
  const cipher =
    search.scheme === 'hmac'
      ? hmacCipher(device, nvsKeys, search)
      : await partitionCipher(device, nvsKeys, search, signal);
  const isForeign = [undefined, cipher.key].every((key) => nvs.content(page, key) === 'unreadable');
  if (isForeign) {
    throw new ProvisioningError(
      'encryption-key-wrong',
      'what the NVS partition holds was encrypted with another one',
    );
  }
  return cipher;
}

/** Settings that can be read plain show that this firmware encrypts nothing, whatever else the device has. */
function refuseSigns(
  { partitions, security }: CipherSearch,
  content: ReturnType<NvsTool['content']>,
): void {
  if (content === 'readable') return;
  const keys = partitions.find(isNvsKeys);
  const signs = [
    content === 'unreadable' ? 'its NVS partition cannot be read plain' : '',
    keys ? `it has the partition "${keys.label}" for keys` : '',
    security.hmacKey ? 'its eFuses hold a key for the HMAC scheme' : '',
  ].filter((sign) => sign !== '');
  if (signs.length > 0) throw new ProvisioningError('nvs-encrypted', signs.join('; '));
}

function hmacCipher(
  { chip }: ConnectedDevice,
  keys: NvsKeys,
  { given, security }: CipherSearch,
): NvsCipher {
  if (!CHIPS[chip].security.nvsKeysByHmac || !security.hmacKey) {
    throw new ProvisioningError(
      'encryption-key-missing',
      `no eFuse of this ${CHIPS[chip].title} holds a key for the HMAC scheme`,
    );
  }
  if (given?.reveal().length !== 64) {
    throw new ProvisioningError('encryption-key-missing', 'the HMAC scheme needs its 32 bytes');
  }
  return { key: keys.fromHmacKey(bytesOf(given)), keyPartition: undefined };
}

async function partitionCipher(
  device: ConnectedDevice,
  keys: NvsKeys,
  { given, partitions, parts }: CipherSearch,
  signal: AbortSignal,
): Promise<NvsCipher> {
  const partition = partitions.find(isNvsKeys);
  if (!partition) {
    throw new ProvisioningError('encryption-key-missing', 'the device has no nvs_keys partition');
  }
  if (given && given.reveal().length !== 128) {
    throw new ProvisioningError('encryption-key-wrong', 'the key partition holds 64 bytes');
  }
  const { offset } = partition;
  const there = await device.read(offset, PAGE, () => undefined, signal);
  const found = keys.fromPartition(afterFlashing(there, offset, parts));
  const own = given && bytesOf(given);
  if (found && own && Buffer.compare(found, own) !== 0) {
    throw new ProvisioningError('encryption-key-wrong', 'the device has another one already');
  }
  const key = found ?? own ?? keys.make();
  const image = found ? undefined : keys.toPartition(key);
  return { key, keyPartition: image && { offset, image } };
}

/** What a page of flash holds once these are flashed. */
function afterFlashing(
  page: Uint8Array,
  offset: number,
  parts: readonly FirmwarePart[],
): Uint8Array {
  const after = new Uint8Array(page);
  for (const part of parts) {
    const from = Math.max(0, offset - part.offset);
    const to = Math.min(part.bytes.length, offset + page.length - part.offset);
    if (from < to) after.set(part.bytes.subarray(from, to), part.offset + from - offset);
  }
  return after;
}

/** The partition with all but its first page in use left blank, because one tells enough and reading takes time. */
async function firstPageInUse(
  device: ConnectedDevice,
  { offset, size }: NvsRegion,
  nvs: NvsTool,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const image = new Uint8Array(size).fill(0xff);
  const blank = createHash('md5').update(image).digest('hex');
  if ((await device.md5(offset, size, signal)) === blank) return image;
  for (let start = 0; start < size; start += PAGE) {
    image.set(await device.read(offset + start, PAGE, () => undefined, signal), start);
    if (nvs.content(image, undefined) !== 'blank') break;
  }
  return image;
}

function bytesOf(secret: Secret): Uint8Array {
  return Buffer.from(secret.reveal(), 'hex');
}
