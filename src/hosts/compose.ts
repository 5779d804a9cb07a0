import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createCaClient } from '../authority/ca-client.ts';
import type { Input } from '../contract/channels.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { Secret } from '../contract/secret.ts';
import { connectDevice, type ConnectDeviceOptions } from '../device/connect-device.ts';
import { examinePorts } from '../device/doctor/examine-ports.ts';
import { listPorts } from '../device/list-ports.ts';
import type { SerialPortInfo } from '../device/serial-port-info.ts';
import { FirmwareShelf } from '../firmware/firmware-shelf.ts';
import { ProvisioningService } from '../provisioning/provisioning-service.ts';
import type { Publish } from '../provisioning/publish.ts';
import type { CertificateAuthority } from '../provisioning/tools.ts';
import { keyFile } from '../records/key-file.ts';
import type { KeyProtection } from '../records/key-protection.ts';
import { passphrase as passphraseKey } from '../records/passphrase.ts';
import { errorCode } from '../records/record-failure.ts';
import { openRecordStore } from '../records/record-store.ts';
import { dispatcherFor, type Dispatch, type WindowHandlers } from './dispatch.ts';
import { nvsKeys } from './nvs-keys.ts';
import { nvsTool } from './nvs-tool.ts';
import { openPortRates } from './port-rates-file.ts';
import { UDEV_RULE } from './udev-rule.ts';

export interface ProvisionerOptions {
  /** Where the records are; made if it is missing. */
  dataDir: string;
  /** Protects the secrets in the records instead of the key file. */
  passphrase?: Secret | undefined;
  /** The same, for a host that has something better, as a keystore. */
  keyProtection?: KeyProtection | undefined;
  /** Ports beside those of this computer: a virtual USB bus. */
  listMorePorts?: () => Promise<SerialPortInfo[]>;
}

export interface Provisioner extends AsyncDisposable {
  /** Every request enters here: payload, schema, service, reply. Never throws. */
  readonly dispatch: Dispatch;
  /** Where a firmware goes that this host has read, to be named in a request. */
  readonly firmware: FirmwareShelf;
  /** What a person should know of the records, for instance that they were damaged and repaired. */
  readonly warnings: readonly string[];
}

/**
 * The only place where the real tools meet the service. A host that has a window hands in what it can do with it.
 * Throws `record-failed` if the data folder cannot be used.
 */
export async function composeProvisioner(
  options: ProvisionerOptions,
  publish: Publish,
  window?: (service: ProvisioningService, firmware: FirmwareShelf) => WindowHandlers,
): Promise<Provisioner> {
  const { dataDir, listMorePorts = () => Promise.resolve([]) } = options;
  const rates = await openPortRates(join(dataDir, RATES_FILE));
  const listAll = async () => [...(await listPorts()), ...(await listMorePorts())];
  const trust = await readTrust(dataDir);
  const records = await openRecordStore({ folder: dataDir, secrets: keyProtection(options) });
  const firmware = new FirmwareShelf();
  const tools = {
    firmware,
    devices: {
      listPorts: listAll,
      connect: (wish: ConnectDeviceOptions, signal: AbortSignal) =>
        connectDevice(wish, signal, { listPorts: listAll, rates }),
      examine: (query: Input<'prov:examine-ports'>, signal: AbortSignal) =>
        examinePorts({ ...query, udevRule: UDEV_RULE }, signal),
    },
    nvs: nvsTool,
    nvsKeys,
    ca: trusting(trust, createCaClient()),
    records,
  };
  const service = new ProvisioningService(tools, publish);
  return {
    dispatch: dispatcherFor(service, window?.(service, firmware)),
    firmware,
    warnings: records.warnings,
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await records[Symbol.asyncDispose]();
    },
  };
}

/** What is remembered of the ports; made when the first of them has worked. */
const RATES_FILE = 'ports.json';

/** Beside the records, made when the first of them is. */
export const KEY_FILE = 'secrets.key';

function keyProtection({ dataDir, passphrase, keyProtection }: ProvisionerOptions): KeyProtection {
  if (keyProtection) return keyProtection;
  return passphrase ? passphraseKey(passphrase) : keyFile(join(dataDir, KEY_FILE));
}

/**
 * PEM of the CAs whose servers this bench trusts where a request names none, in its data folder: the desktop app ignores
 * NODE_EXTRA_CA_CERTS.
 */
export const TRUST_FILE = 'trusted-ca.pem';

async function readTrust(dataDir: string): Promise<string | undefined> {
  const path = join(dataDir, TRUST_FILE);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new ProvisioningError('record-failed', `${path} cannot be read`, { cause: error });
  }
}

/** The same CA, which trusts this PEM where a request names none of its own. */
function trusting(trust: string | undefined, ca: CertificateAuthority): CertificateAuthority {
  if (trust === undefined) return ca;
  return {
    register: (device, access, signal) =>
      ca.register(device, { ...access, trust: access.trust ?? trust }, signal),
    check: (certificate, uuid) => ca.check(certificate, uuid),
    probe: (access, signal) => ca.probe({ ...access, trust: access.trust ?? trust }, signal),
  };
}
