import { Secret } from '../../contract/secret.ts';
import { isNvsKeys } from '../partition-kind.ts';
import type { ConnectedDevice, NvsKeys, Partition, Tools } from '../tools.ts';

const KEY_PAGE = 0x1000;
const HMAC_KEY_BYTES = 32;

/** The 64 bytes of the XTS keys; those of an HMAC eFuse are derived from its 32, as the firmware does it. */
export function partitionKey(keys: NvsKeys, given: Secret): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(given.reveal(), 'hex'));
  return bytes.length === HMAC_KEY_BYTES ? keys.fromHmacKey(bytes) : bytes;
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
