import { decodeNvs } from '../../../../embedded/nvs_partition_gen/decode-nvs.ts';
import { NvsError } from '../../../../embedded/nvs_partition_gen/nvs-error.ts';
import type { NvsItem } from '../../../../embedded/nvs_partition_gen/nvs-view.ts';
import {
  deriveEncryptionKey,
  readKeyFile,
} from '../../../../embedded/nvs_partition_gen/key-partition.ts';
import type { Board } from '../board.ts';
import { PARTITION, type Partition } from './partition-table.ts';
import type { WifiCredentials } from './wifi-station.ts';

/** What a device knows of itself. */
export interface DeviceSettings {
  readonly partition: Partition;
  readonly uuid: string | undefined;
  readonly psk: string | undefined;
  readonly certificate: string | undefined;
  readonly wifi: WifiCredentials | undefined;
}

const KEY_PARTITION_BYTES = 0x1000;

interface KeyNames {
  readonly uuid: string;
  readonly psk: string;
  readonly certificate?: string;
  readonly wifiSsid: string;
  readonly wifiPassword: string;
}

/** By namespace: the specification's ("NVS Keys Written"), cut to the 15 bytes that NVS compares, and the original toolkit's. */
const KEYS: Readonly<Record<string, KeyNames>> = {
  deviceprovision: {
    uuid: 'uuid',
    psk: 'psk',
    certificate: 'device_cert',
    wifiSsid: 'wifi_ssid',
    wifiPassword: 'wifi_password',
  },
  zc: {
    uuid: 'global_uuid',
    psk: 'psk_secret',
    wifiSsid: 'wifi_ssid',
    wifiPassword: 'wifi_password',
  },
};

/**
 * What firmware finds in its flash: the settings of the first `data,nvs` partition that has a namespace it knows, and a
 * sentence for each partition or value on the way that cannot be read. No sentence holds a value.
 */
export function mountSettings(
  board: Pick<Board, 'flash' | 'efuses'>,
  partitions: readonly Partition[],
): { settings: DeviceSettings | undefined; problems: string[] } {
  const problems: string[] = [];
  const { flash } = board;
  let encryptionKey: Uint8Array | undefined;
  try {
    encryptionKey = nvsKey(board, partitions);
  } catch (error) {
    if (!(error instanceof NvsError)) throw error;
    return { settings: undefined, problems: [error.message] };
  }
  for (const partition of partitions.filter(isNvs)) {
    const view = decodeNvs(flash.read(partition.offset, partition.size), { encryptionKey });
    if (view.mount !== 'ESP_OK') problems.push(`partition "${partition.label}": ${view.mount}`);
    for (const { namespace, key, get } of view.unreadable) {
      problems.push(`partition "${partition.label}": ${namespace}.${key}: ${get}`);
    }
    const namespace = view.namespaces.find((name) => name in KEYS);
    const keys = namespace === undefined ? undefined : KEYS[namespace];
    if (keys) {
      const items = view.items.filter((item) => item.namespace === namespace);
      return { settings: readSettings(items, keys, partition), problems };
    }
  }
  return { settings: undefined, problems };
}

/**
 * As ESP-IDF's nvs_sec_provider: the key in the `nvs_keys` partition, or the one that follows from the HMAC key in the
 * eFuses; undefined where this firmware encrypts nothing.
 */
function nvsKey(
  { flash, efuses }: Pick<Board, 'flash' | 'efuses'>,
  partitions: readonly Partition[],
): Uint8Array | undefined {
  const keys = partitions.find(
    ({ type, subtype }) => type === PARTITION.DATA && subtype === PARTITION.NVS_KEYS,
  );
  if (keys) return readKeyFile(flash.read(keys.offset, KEY_PARTITION_BYTES));
  return efuses.hmacKey && deriveEncryptionKey(efuses.hmacKey);
}

function isNvs({ type, subtype }: Partition): boolean {
  return type === PARTITION.DATA && subtype === PARTITION.NVS;
}

function readSettings(
  items: readonly NvsItem[],
  keys: KeyNames,
  partition: Partition,
): DeviceSettings {
  const ssid = readString(items, keys.wifiSsid);
  return {
    partition,
    uuid: readString(items, keys.uuid),
    psk: readString(items, keys.psk),
    certificate: keys.certificate === undefined ? undefined : readString(items, keys.certificate),
    wifi:
      ssid === undefined
        ? undefined
        : { ssid, password: readString(items, keys.wifiPassword) ?? '' },
  };
}

function readString(items: readonly NvsItem[], key: string): string | undefined {
  const item = items.find((other) => other.key === key && other.type === 'string');
  return item && Buffer.from(item.bytes.subarray(0, -1)).toString(); // without its NUL
}
