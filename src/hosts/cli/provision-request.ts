import type { z } from 'zod';

import type { Profile, ResetBefore, WifiOnlyBy } from '../../contract/profile.ts';
import type { ProvisionRequest } from '../../contract/run.ts';
import { Secret } from '../../contract/secret.ts';
import { wrongUsage } from './command-error.ts';
import { readEncryptionKey } from './nvs/read-encryption-key.ts';
import { readImage } from './nvs/image-source.ts';
import { readProfile } from './read-profile.ts';
import { readSecret, type SecretFile } from './read-secret.ts';
import { readCaCert } from './read-ca-cert.ts';

/** The flags of `provision` that say what is to be done to the device, as they were typed. */
export interface ProvisionFlags {
  port: string;
  profile: string;
  dataDir?: string;
  chip: string;
  baud?: number;
  before?: ResetBefore;
  nvsOffset?: string;
  nvsSize?: string;
  partition?: string;
  nvsKeyFile?: string;
  overridePartitionCheck?: true;
  ca?: string;
  caCert?: string;
  caTokenFile?: string;
  allowHttpCa?: true;
  /** false: `--no-register`. */
  register: boolean;
  uuid?: string;
  pskFile?: string;
  ssid?: string;
  wifiPasswordFile?: string;
  openNetwork?: true;
  /** Instead of the profile's. */
  dialect?: Profile['wifi']['dialect'];
  /** false: `--no-wifi`. */
  wifi: boolean;
  /** true: `--wifi-only` without a way. */
  wifiOnly?: true | WifiOnlyBy;
  /** false: `--no-confirm-wifi`. */
  confirmWifi: boolean;
}

type Request = z.input<typeof ProvisionRequest>;

/** The request that the flags mean. Values are checked by the contract; what is thrown here is how flags go together. */
export async function provisionRequest(flags: ProvisionFlags): Promise<Request> {
  refuseContradictions(flags);
  const profile = inDialect(await readProfile(flags.profile, flags.dataDir), flags.dialect);
  const { port, chip, baud, before, uuid } = flags;
  const ca = await certificateAuthority(flags, profile);
  const psk = await readSecretOf('--psk-file', flags.pskFile);
  return {
    port,
    profile,
    chip,
    baud,
    before,
    ...regionOf(flags, profile),
    nvsKey: await nvsKeyOf(flags.nvsKeyFile),
    ca,
    overrides: { uuid, psk },
    wifi: await wifiOf(flags),
    confirmWifi: flags.confirmWifi,
    includeCredentials: flags.wifiOnly === undefined,
    wifiOnlyBy: flags.wifiOnly === true ? undefined : flags.wifiOnly,
  };
}

async function nvsKeyOf(path: string | undefined): Promise<Secret | undefined> {
  if (path === undefined) return undefined;
  const flag = '--nvs-key-file';
  const key = readEncryptionKey(flag, path, await readImage(flag, path));
  return new Secret(Buffer.from(key).toString('hex'));
}

function regionOf(
  { nvsOffset, nvsSize, partition, overridePartitionCheck }: ProvisionFlags,
  { nvs }: Profile,
): Pick<Request, 'nvs' | 'partition' | 'overridePartitionCheck'> {
  const isByNumber = nvsOffset !== undefined || nvsSize !== undefined;
  return {
    ...(isByNumber && { nvs: { offset: nvsOffset ?? nvs.offset, size: nvsSize ?? nvs.size } }),
    partition,
    overridePartitionCheck,
  };
}

/** The flags that name secret files, of those that were given. */
export function secretFiles(flags: ProvisionFlags & { passphraseFile?: string }): SecretFile[] {
  const named = {
    '--psk-file': flags.pskFile,
    '--wifi-password-file': flags.wifiPasswordFile,
    '--ca-token-file': flags.caTokenFile,
    '--passphrase-file': flags.passphraseFile,
  };
  return Object.entries(named).flatMap(([flag, path]) =>
    path === undefined ? [] : [{ flag, path }],
  );
}

function inDialect(profile: Profile, dialect: ProvisionFlags['dialect']): Profile {
  return dialect === undefined ? profile : { ...profile, wifi: { ...profile.wifi, dialect } };
}

function refuseContradictions(flags: ProvisionFlags): void {
  const byNumber = given({
    '--nvs-offset': flags.nvsOffset,
    '--nvs-size': flags.nvsSize,
    '--override-partition-check': flags.overridePartitionCheck,
  });
  if (flags.partition !== undefined && byNumber.length > 0) {
    throw contradiction('--partition', byNumber);
  }
  const wifiFlags = given({
    '--ssid': flags.ssid,
    '--wifi-password-file': flags.wifiPasswordFile,
    '--open-network': flags.openNetwork,
  });
  const caFlags = given({
    '--ca': flags.ca,
    '--ca-cert': flags.caCert,
    '--ca-token-file': flags.caTokenFile,
    '--allow-http-ca': flags.allowHttpCa,
  });
  const identityFlags = given({ '--uuid': flags.uuid, '--psk-file': flags.pskFile });
  if (flags.wifiOnly) {
    const others = [...caFlags, ...identityFlags, ...(flags.wifi ? [] : ['--no-wifi'])];
    if (others.length > 0) throw contradiction('--wifi-only', others);
  }
  if (!flags.wifi && wifiFlags.length > 0) throw contradiction('--no-wifi', wifiFlags);
  if (!flags.register && caFlags.length > 0) throw contradiction('--no-register', caFlags);
  if (flags.wifi && flags.ssid === undefined) {
    throw wrongUsage(
      'bad-request',
      'give the Wi-Fi network with --ssid, or --no-wifi to leave it alone',
    );
  }
  if (flags.wifi && (flags.wifiPasswordFile === undefined) === (flags.openNetwork === undefined)) {
    throw wrongUsage('bad-request', '--ssid needs one of --wifi-password-file and --open-network');
  }
}

async function certificateAuthority(
  flags: ProvisionFlags,
  { ca }: Profile,
): Promise<Request['ca']> {
  if (!flags.register || flags.wifiOnly) return null;
  const url = flags.ca ?? ca.url;
  if (url === undefined) throw wrongUsage('ca-missing', 'give --ca URL, or --no-register');
  return {
    url,
    trust: flags.caCert && (await readCaCert(flags.caCert)),
    token: await readSecretOf('--ca-token-file', flags.caTokenFile),
    allowHttp: flags.allowHttpCa ?? ca.allowHttp,
  };
}

async function wifiOf(flags: ProvisionFlags): Promise<Request['wifi']> {
  if (flags.ssid === undefined) return null;
  const password = await readSecretOf('--wifi-password-file', flags.wifiPasswordFile);
  return { ssid: flags.ssid, password: password ?? null };
}

async function readSecretOf(flag: string, path: string | undefined) {
  return path === undefined ? undefined : await readSecret({ flag, path });
}

function given(flags: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(flags).filter((flag) => flags[flag] !== undefined);
}

function contradiction(flag: string, others: readonly string[]) {
  return wrongUsage('bad-request', `${flag} and ${others.join(', ')} contradict each other`);
}
