import type { Profile } from '../../contract/profile.ts';
import type { NvsTool, WifiCredentials } from '../tools.ts';

/** The partition with this network in it and everything else as it was, compared by the codec before it returns. */
export function mergeWifi(
  nvs: NvsTool,
  { image: partition, key }: { image: Uint8Array; key: Uint8Array | undefined },
  { namespace, keys }: Profile['nvs'],
  wifi: WifiCredentials,
): { image: Uint8Array; note: string } {
  const set = (name: string, value: string) =>
    ({ action: 'set', entry: { namespace, key: name, type: 'string', value } }) as const;
  const edits = [
    set(keys.wifiSsid, wifi.ssid),
    set(keys.wifiPassword, wifi.password?.reveal() ?? ''),
  ];
  const { image, difference } = nvs.edit(partition, edits, key);
  const changed = new Set(difference.changes.map(({ key }) => key)).size;
  const all = nvs.read(image, key).values.length;
  return {
    image,
    note:
      changed === 0
        ? 'the network is on the device already'
        : `${changed} of ${all} values changed, all others equal`,
  };
}
