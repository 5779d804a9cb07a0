import { Secret } from '../../contract/secret.ts';
import { isNvsKeys } from '../partition-kind.ts';
import type { ConnectedDevice, NvsKeys, Partition, Tools } from '../tools.ts';

const KEY_PAGE = 0x1000;
const HMAC_KEY_BYTES = 32;

/** Whether these are the 32 bytes in an HMAC eFuse, from which the 64 of the XTS keys are derived. */
export function isHmacKey(key: Uint8Array): boolean {
  return key.length === HMAC_KEY_BYTES;
}

/** The 64 bytes of the XTS keys, or those that the firmware derives from the key in an HMAC eFuse. */
export function partitionKey(keys: NvsKeys, given: Uint8Array): Uint8Array {
  return isHmacKey(given) ? keys.fromHmacKey(given) : given;
}

/** The key that a device keeps beside settings that cannot be read plain; undefined where it keeps none to be read. */
export async function keyBesideSettings(
  device: ConnectedDevice,
  { nvs, nvsKeys }: Pick<Tools, 'nvs' | 'nvsKeys'>,
  { image, partitions }: { image: Uint8Array; partitions: readonly Partition[] },
  signal: AbortSignal,
): Promise<Secret | undefined> {
  const partition = partitions.find(isNvsKeys);
  if (!partition || nvs.content(image, undefined) !== 'unreadable') return undefined;
  const page = await device.read(partition.offset, KEY_PAGE, () => undefined, signal);
  const key = nvsKeys.fromPartition(page);
  return key && new Secret(Buffer.from(key).toString('hex'));
}
