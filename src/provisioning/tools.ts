import type { ChipName } from '../contract/chip.ts';
import type { CaReport, FoundNetwork, Input, ListedPort, Output } from '../contract/channels.ts';
import type { SavedPartition } from '../contract/nvs.ts';
import type { Profile, ResetBefore, WifiDialect } from '../contract/profile.ts';
import type { ProvisioningError } from '../contract/provisioning-error.ts';
import type {
  Certificate,
  RecordedIdentity,
  RecordFacts,
  ReachedState,
  RunEnd,
  RunStart,
  PartitionCopy,
  WifiRunStart,
} from '../contract/record-keeping.ts';
import type { DeviceRecord } from '../contract/record.ts';
import type { DeviceState, FirmwareName, Progress, StepId } from '../contract/run.ts';
import type { Secret } from '../contract/secret.ts';
import type { EditedPartition, NvsDifference, NvsEdit, NvsView } from './nvs/nvs-values.ts';

export type { Certificate, Identity, RecordedIdentity } from '../contract/record-keeping.ts';

/** What the steps need from the outside. hosts/compose.ts plugs the real ones in. */
export interface Tools {
  devices: Devices;
  nvs: NvsTool;
  nvsKeys: NvsKeys;
  ca: CertificateAuthority;
  records: RecordStore;
  firmware: FirmwareShelf;
}

/** Share that is finished, 0 to 1; above 0 the device has begun to change. With the bytes, where some are moved. */
export type OnFraction = (fraction: number, bytes?: Progress['bytes']) => void;

export interface Devices {
  listPorts(): Promise<ListedPort[]>;
  /** Why a port cannot be used. Opens none unless the board is to be asked as well. */
  examine(
    query: Input<'prov:examine-ports'>,
    signal: AbortSignal,
  ): Promise<Output<'prov:examine-ports'>>;
  /** Opens the port, resets into the bootloader, syncs and detects the chip. The device belongs to the caller until disposed. */
  connect(options: ConnectOptions, signal: AbortSignal): Promise<ConnectedDevice>;
}

export interface ConnectOptions {
  port: string;
  chip: ChipName | 'auto';
  before: ResetBefore;
  /** Baud rate once the stub runs. */
  baud: number;
  /** Nobody asked for this rate: one that is remembered for the port goes before a higher one. */
  baudIsUsual: boolean;
  /** Lines that the firmware prints, once it runs. */
  onLog: (line: string) => void;
  /** What is done with the device, a sentence at a time: `Waiting for the device to come back`. */
  onNote: (text: string) => void;
}

/** A device on its one serial connection, which stays open from the first sync to the last line of the firmware. */
export interface ConnectedDevice extends AsyncDisposable {
  readonly chip: ChipName;
  /** As esptool says it: `ESP32-S3 (QFN56) (revision v0.2)`. */
  readonly description: string;
  /** Of the chip: 100 for each major one, 1 for each minor one. */
  readonly revision: number;
  /** Aborted when the device is gone, with the error `port-lost` as its reason. */
  readonly lost: AbortSignal;
  /** 12 upper-case hex digits, from the eFuses. */
  readMac(signal: AbortSignal): Promise<string>;
  /** What tells two chips with one MAC apart: 32 upper-case hex digits, from the eFuses; undefined where it has none. */
  readUniqueId(signal: AbortSignal): Promise<string | undefined>;
  /** Needs nothing to run on the chip, so a locked one answers too. */
  readSecurity(signal: AbortSignal): Promise<Security>;
  /** Starts what reading and writing the flash needs. */
  inspect(signal: AbortSignal): Promise<Inspection>;
  /**
   * Checked: its digest, no overlaps, nothing beyond the flash. Throws `partition-table-missing` where there is none,
   * as on a new board, and `partition-table-invalid`. What an encrypted flash holds cannot be read.
   */
  readPartitionTable(signal: AbortSignal): Promise<Partition[]>;
  /** Writes compressed; reports a fraction as soon as something changes. That it returns is no proof: read back. */
  write(
    offset: number,
    bytes: Uint8Array,
    onFraction: OnFraction,
    signal: AbortSignal,
  ): Promise<void>;
  /** The chip's own MD5 over a stretch of its flash, in lower-case hex. */
  md5(offset: number, size: number, signal: AbortSignal): Promise<string>;
  read(
    offset: number,
    size: number,
    onFraction: OnFraction,
    signal: AbortSignal,
  ): Promise<Uint8Array>;
  /** Whether its flash is locked against writing: asked when it does not hold what was written. */
  isWriteProtected(signal: AbortSignal): Promise<boolean>;
  /**
   * Resets into the firmware and waits for its boot banner, then for another `watchMs` that it does not start again;
   * returns the line that proved the start. Throws `boot-silent`, `boot-download-mode`, `boot-loop`.
   */
  boot(
    options: Pick<Profile['serial'], 'bootTimeoutMs' | 'consoleBaud'> & { watchMs: number },
    signal: AbortSignal,
  ): Promise<string>;
  /**
   * Tells the running firmware its network. Returns the IP address that the device reported afterwards; from a firmware
   * that accepted the network and reported nothing more, the error that says so.
   */
  configureWifi(
    wifi: WifiCredentials,
    options: Profile['wifi'],
    signal: AbortSignal,
  ): Promise<
    { dialect: WifiDialect } & ({ ip: string } | { ip: null; missing: ProvisioningError })
  >;
  /** The networks that the running firmware sees, the strongest first. */
  scanWifi(
    options: Profile['wifi'],
    signal: AbortSignal,
  ): Promise<{ dialect: WifiDialect; networks: FoundNetwork[] }>;
}

export interface WifiCredentials {
  ssid: string;
  /** null: an open network. */
  password: Secret | null;
}

/** What the eFuses of a chip forbid. */
export interface Security {
  flashEncryption: boolean;
  secureDownload: boolean;
  secureBoot: boolean;
  /** A key block is burnt for HMAC, from which NVS can derive its encryption keys. */
  hmacKey: boolean;
}

export interface Inspection extends Security {
  /** In bytes. */
  flashSize: number;
}

export interface Partition {
  label: string;
  /** As in ESP-IDF: 0 app, 1 data. */
  type: number;
  /** For data: 0x02 NVS, 0x04 NVS keys. */
  subtype: number;
  offset: number;
  size: number;
  encrypted: boolean;
}

/** The firmware files that were chosen, read and checked. */
export interface FirmwareShelf {
  /** Throws `firmware-not-found`, `firmware-wrong-chip`, `firmware-invalid`. */
  take(id: string, device: Pick<ConnectedDevice, 'chip' | 'revision'>): FirmwareForChip;
}

export interface FirmwareForChip extends FirmwareName {
  /** In sectors of their own; offsets in bytes. */
  parts: readonly { name: string; offset: number; bytes: Uint8Array }[];
  /** Of the flash that its bootloader was built for, in bytes; undefined where it brings none along. */
  flashSize: number | undefined;
  /** The partition table that it brings along, checked against this flash. Throws `firmware-invalid`. */
  partitionTable(flashSize: number): Partition[] | undefined;
  /** Throws `firmware-invalid` and `firmware-too-large` where it does not go with these app partitions. */
  checkApps(partitions: readonly Partition[]): void;
}

/** String entries of one namespace, and the image that holds them. */
export interface NvsTool {
  encode(
    namespace: string,
    entries: Readonly<Record<string, string>>,
    size: number,
    encryptionKey?: Uint8Array,
  ): Uint8Array;
  /** The strings of that namespace as ESP-IDF's own library would read them. */
  decode(image: Uint8Array, namespace: string, encryptionKey?: Uint8Array): Record<string, string>;
  /** `unreadable`: there are entries, and none can be read with this key, or without one. */
  content(
    image: Uint8Array,
    encryptionKey: Uint8Array | undefined,
  ): 'blank' | 'readable' | 'unreadable';
  /** All that firmware reads. Throws `nvs-unreadable` where that is nothing because of damage or the wrong key. */
  read(image: Uint8Array, encryptionKey: Uint8Array | undefined): NvsView;
  /**
   * A new image in which these values differ and nothing else does, compared before it is returned. Throws
   * `nvs-unreadable`, `nvs-too-small`, `nvs-key-missing`, `nvs-invalid`; then nothing was made.
   */
  edit(
    image: Uint8Array,
    edits: readonly NvsEdit[],
    encryptionKey: Uint8Array | undefined,
  ): EditedPartition;
  diff(before: NvsView, after: NvsView): NvsDifference;
}

/** The keys of NVS encryption, 64 bytes each: AES-256-XTS data key, then tweak key. */
export interface NvsKeys {
  /** Undefined for a blank `nvs_keys` partition; throws `encryption-key-wrong` for a damaged one. */
  fromPartition(image: Uint8Array): Uint8Array | undefined;
  /** As a chip derives it from the 32 bytes in its eFuses. */
  fromHmacKey(hmacKey: Uint8Array): Uint8Array;
  make(): Uint8Array;
  /** The image of an `nvs_keys` partition. */
  toPartition(key: Uint8Array): Uint8Array;
}

export interface CertificateAuthority {
  /** Sends the device once, with the same bytes for the same device, and checks what comes back. */
  register(
    device: Registration,
    options: CaOptions,
    signal: AbortSignal,
  ): Promise<Certificate & { warnings: string[] }>;
  /** Whether a certificate, kept from before, is still this device's and valid now. Throws as `register` would. */
  check(certificate: Certificate, uuid: string): string[];
  /** Who answers there, without ever sending a device. */
  probe(
    options: Pick<CaOptions, 'url' | 'trust' | 'timeoutMs'>,
    signal: AbortSignal,
  ): Promise<CaReport>;
}

export interface Registration {
  uuid: string;
  psk: Secret;
  mac: string;
  chip: ChipName;
}

export interface CaOptions {
  url: string;
  /** PEM of the CA that signed the server's TLS certificate. */
  trust?: string | undefined;
  token?: Secret | undefined;
  timeoutMs: number;
}

/** Durable, each call: it returns after the disk has it. */
export interface RecordStore {
  /** The active identity of this MAC, if it has one. */
  findIdentity(mac: string): Promise<RecordedIdentity | undefined>;
  /**
   * Starts a run under this identity. Where the MAC has an active record with the same identity, the run joins it; with
   * another identity, that record is retired first (never deleted). Throws `uuid-in-use` if another MAC holds the UUID,
   * `record-conflict` if the active record is not the one that the run chose to replace.
   */
  begin(start: RunStart): Promise<{ recordId: string; pskFingerprint: string }>;
  /** The run has entered a step. */
  enter(runId: string, step: StepId, deviceState: DeviceState): Promise<void>;
  /**
   * The record has reached a state (it never goes back); facts that belong to it come along. Throws `record-conflict`,
   * with the facts kept, if the record was retired meanwhile: the device has another identity now.
   */
  advance(recordId: string, state: ReachedState, facts?: RecordFacts): Promise<void>;
  end(runId: string, end: RunEnd): Promise<void>;
  /** Starts a run that leaves the identity on the device alone. */
  beginWifiRun(start: WifiRunStart): Promise<void>;
  /** The network that the device has now, and its address in it, where it was seen. */
  changeWifi(recordId: string, wifi: { ssid: string; ip: string | null }): Promise<void>;
  /** Keeps a partition as it was read. Throws `restore-pending` if an older copy is kept, which may be the last whole one. */
  savePartition(copy: PartitionCopy): Promise<void>;
  /** The copies that are kept of a device. */
  findPartitions(mac: string): Promise<PartitionCopy[]>;
  listPartitions(): Promise<SavedPartition[]>;
  dropPartition(which: { mac: string; offset: number }): Promise<void>;
  list(): Promise<DeviceRecord[]>;
  /** By record id, MAC in any spelling, or UUID. */
  find(id: string): Promise<DeviceRecord | undefined>;
  revealPsk(recordId: string): Promise<Secret>;
}
