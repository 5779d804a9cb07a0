import { decodeNvs } from '../../../../embedded/nvs_partition_gen/decode-nvs.ts';
import { encodeNvs } from '../../../../embedded/nvs_partition_gen/encode-nvs.ts';
import type { NvsEntry } from '../../../../embedded/nvs_partition_gen/nvs-entry.ts';
import type { NvsItem } from '../../../../embedded/nvs_partition_gen/nvs-view.ts';
import type { Flash } from '../silicon/flash.ts';
import { PARTITION, type Partition } from './partition-table.ts';
import type { WifiCredentials } from './wifi-station.ts';

// Where ESP-IDF's Wi-Fi driver keeps what esp_wifi_set_config is told (WIFI_STORAGE_FLASH): the partition `nvs`.
const PARTITION_LABEL = 'nvs';
const NAMESPACE = 'nvs.net80211';
const SSID = 'sta.ssid'; // length in 4 bytes, then 32 bytes
const PASSWORD = 'sta.pswd'; // 65 bytes, ended by a NUL
const SSID_BYTES = 32;
const PASSWORD_BYTES = 65;

/** The network that the Wi-Fi driver has kept. */
export function readStoredNetwork(
  flash: Flash,
  partitions: readonly Partition[],
): WifiCredentials | undefined {
  const items = itemsOf(flash, partitions.find(isDriversOwn));
  const ssid = blob(items, SSID);
  if (!ssid || ssid.length < 4) return undefined;
  const password = blob(items, PASSWORD) ?? Buffer.alloc(0);
  const end = password.indexOf(0);
  return {
    ssid: ssid.toString('utf8', 4, 4 + ssid.readUInt32LE(0)),
    password: password.toString('utf8', 0, end === -1 ? password.length : end),
  };
}

/** Keeps a network; all other values of the partition stay. A device without the partition forgets it. */
export function storeNetwork(
  flash: Flash,
  partitions: readonly Partition[],
  { ssid, password }: WifiCredentials,
): void {
  const partition = partitions.find(isDriversOwn);
  if (!partition) return;
  const others = itemsOf(flash, partition)
    .filter(({ namespace, key }) => namespace !== NAMESPACE || (key !== SSID && key !== PASSWORD))
    .map(entryOf);
  const name = Buffer.alloc(4 + SSID_BYTES);
  name.writeUInt32LE(name.write(ssid, 4));
  const secret = Buffer.alloc(PASSWORD_BYTES);
  secret.write(password);
  const image = encodeNvs(
    [
      ...others,
      { namespace: NAMESPACE, key: SSID, type: 'blob', value: name },
      { namespace: NAMESPACE, key: PASSWORD, type: 'blob', value: secret },
    ],
    { size: partition.size },
  );
  flash.erase(partition.offset, partition.size);
  flash.program(partition.offset, image);
}

function isDriversOwn({ label, type, subtype }: Partition): boolean {
  return label === PARTITION_LABEL && type === PARTITION.DATA && subtype === PARTITION.NVS;
}

function itemsOf(flash: Flash, partition: Partition | undefined): NvsItem[] {
  return partition ? decodeNvs(flash.read(partition.offset, partition.size)).items : [];
}

function blob(items: readonly NvsItem[], key: string): Buffer | undefined {
  const item = items.find((other) => other.namespace === NAMESPACE && other.key === key);
  return item && Buffer.from(item.bytes);
}

function entryOf({ namespace, key, type, bytes }: NvsItem): NvsEntry {
  const value = Buffer.from(bytes);
  switch (type) {
    case 'string':
      return { namespace, key, type, value: value.toString('utf8', 0, value.length - 1) };
    case 'blob':
      return { namespace, key, type, value };
    case 'u64':
      return { namespace, key, type, value: value.readBigUInt64LE() };
    case 'i64':
      return { namespace, key, type, value: value.readBigInt64LE() };
    case 'float':
      return { namespace, key, type, value: value.readFloatLE() };
    case 'double':
      return { namespace, key, type, value: value.readDoubleLE() };
    case 'u8':
    case 'u16':
    case 'u32':
      return { namespace, key, type, value: value.readUIntLE(0, value.length) };
    case 'i8':
    case 'i16':
    case 'i32':
      return { namespace, key, type, value: value.readIntLE(0, value.length) };
  }
}
