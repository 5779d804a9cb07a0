import type { NvsRegion } from '../../contract/fields.ts';
import type { Profile } from '../../contract/profile.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { Certificate, Identity, NvsTool, WifiCredentials } from '../tools.ts';

/** The strings that go onto the device, under the profile's key names. */
export function nvsEntries(
  { keys }: Profile['nvs'],
  identity: Identity,
  certificate: Certificate | undefined,
  { wifi, caUrl }: { wifi: WifiCredentials | null; caUrl: string | undefined },
): Record<string, string> {
  return {
    [keys.uuid]: identity.uuid,
    [keys.psk]: identity.psk.reveal(),
    ...(certificate &&
      keys.certificate !== null && { [keys.certificate]: certificate.certificate }),
    ...(caUrl !== undefined && keys.caUrl !== null && { [keys.caUrl]: caUrl }),
    ...(wifi && {
      [keys.wifiSsid]: wifi.ssid,
      [keys.wifiPassword]: wifi.password?.reveal() ?? '',
    }),
  };
}

/** The image, parsed back by the decoder and compared with what went in. */
export function buildNvs(
  nvs: NvsTool,
  namespace: string,
  entries: Readonly<Record<string, string>>,
  { size, key }: Pick<NvsRegion, 'size'> & { key: Uint8Array | undefined },
): Uint8Array {
  const image = nvs.encode(namespace, entries, size, key);
  if (image.length !== size) {
    throw new ProvisioningError('nvs-invalid', `the image has ${image.length} bytes, not ${size}`);
  }
  assertHolds(nvs, { bytes: image, key }, namespace, entries, 'nvs-invalid');
  return image;
}

/** Throws `code` unless the image, read as a device would read it, holds exactly these entries. */
export function assertHolds(
  nvs: NvsTool,
  { bytes, key }: { bytes: Uint8Array; key: Uint8Array | undefined },
  namespace: string,
  entries: Readonly<Record<string, string>>,
  code: 'nvs-invalid' | 'verify-failed',
): void {
  const found = nvs.decode(bytes, namespace, key);
  const keys = new Set([...Object.keys(entries), ...Object.keys(found)]);
  const wrong = [...keys].filter((key) => found[key] !== entries[key]);
  if (wrong.length > 0) {
    throw new ProvisioningError(code, `read back differently: ${wrong.join(', ')}`);
  }
}
