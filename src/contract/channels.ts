import { z } from 'zod';

import { ChipName } from './chip.ts';
import { CurrentRun } from './current-run.ts';
import { CaUrl, FlashNumber, LARGEST_TEXT_FILE } from './fields.ts';
import {
  NvsChangeRequest,
  NvsEncryptionKey,
  NvsListing,
  NvsPartitionChoice,
  NvsShownDifference,
  NvsType,
  SavedPartition,
} from './nvs.ts';
import { PortExamination } from './port-examination.ts';
import { Profile, ResetBefore, WifiDialect, WifiOnlyBy } from './profile.ts';
import { DeviceRecord } from './record.ts';
import {
  FirmwareName,
  LogLine,
  Progress,
  Provisioned,
  ProvisionRequest,
  RunFailed,
  StepId,
} from './run.ts';

const PortQuery = z.strictObject({
  port: z.string().min(1),
  before: ResetBefore.default('default-reset'),
});

const DETECTING = Profile.parse({ name: 'detect', wifi: { dialect: 'detect' } });

export const ListedPort = z.object({
  path: z.string(),
  manufacturer: z.string().optional(),
  serialNumber: z.string().optional(),
  vendorId: z.string().optional(),
  productId: z.string().optional(),
  /** The USB socket that it is plugged into, in the system's own words: the same whatever is plugged in there. */
  location: z.string().optional(),
  /** The USB bridge, where it is a known one: `CP210x`, `USB-Serial/JTAG`. */
  bridge: z.string().optional(),
});
export type ListedPort = z.infer<typeof ListedPort>;

/** What Detect reads from a board; nothing is changed on it. */
export const DetectedDevice = z.object({
  chip: ChipName,
  description: z.string(),
  mac: z.string(),
  /** OPTIONAL_UNIQUE_ID, 32 upper-case hex digits; null where the chip has none. */
  uniqueId: z.string().nullable(),
  flashSize: z.int(),
  flashEncryption: z.boolean(),
  secureDownload: z.boolean(),
  secureBoot: z.boolean(),
  /** `missing`: nothing that begins like one, as on a new board. `unreadable`: the flash is encrypted. */
  partitionTable: z.enum(['valid', 'missing', 'invalid', 'unreadable']),
  /** The `data,nvs` entries of its partition table, in bytes. */
  nvsPartitions: z.array(z.object({ label: z.string(), offset: z.int(), size: z.int() })),
  /** The record of this MAC, where it was provisioned before. */
  record: z
    .object({
      id: z.string(),
      uuid: z.string(),
      updatedAt: z.string(),
      /** The board has this MAC, and is not the one on record: `mac-duplicate`. */
      isOfOtherChip: z.boolean(),
    })
    .nullable(),
});
export type DetectedDevice = z.infer<typeof DetectedDevice>;

/** A network that a device sees. */
export const FoundNetwork = z.object({
  ssid: z.string(),
  /** Strength in dBm: -40 is near, -85 is far. */
  rssi: z.int(),
  secured: z.boolean(),
});
export type FoundNetwork = z.infer<typeof FoundNetwork>;

/** A firmware that the host has read and checked; a run names it by its id. */
export const ChosenFirmware = FirmwareName.extend({
  id: z.string(),
  /** What each kind of chip gets; sizes and offsets in bytes. */
  builds: z.array(
    z.object({
      chip: ChipName,
      parts: z.array(z.object({ name: z.string(), offset: z.int(), size: z.int() })),
    }),
  ),
});
export type ChosenFirmware = z.infer<typeof ChosenFirmware>;

export const CaReport = z.object({
  url: z.string(),
  /** HTTP status of a plain GET; the CA is never sent a device. */
  status: z.int(),
  tls: z
    .object({ protocol: z.string(), subject: z.string(), issuer: z.string(), validTo: z.string() })
    .nullable(),
  elapsedMs: z.number(),
});
export type CaReport = z.infer<typeof CaReport>;

/** By which the server of a CA is known, instead of what this computer trusts. No secret is in it. */
export const CaCertificate = z.strictObject({
  /** Of its file. */
  name: z.string().max(255),
  pem: z.string().max(LARGEST_TEXT_FILE),
  /** Of the first certificate, as one line: `CN=Bench CA, O=Bench`. */
  subject: z.string(),
  /** When the first of them ends. */
  validTo: z.string(),
});
export type CaCertificate = z.infer<typeof CaCertificate>;

/** What the program remembers of the form between two starts. No secret is in it. */
export const Settings = z.strictObject({
  port: z.string().default(''),
  profile: z.string().default('spec'),
  chip: z.union([ChipName, z.literal('auto')]).default('auto'),
  baud: z.int().nullable().default(null),
  /** As typed; empty is the profile's. */
  nvsOffset: z.string().default(''),
  nvsSize: z.string().default(''),
  /** Label of the NVS partition instead of the two; empty is the profile's. */
  partition: z.string().default(''),
  caUrl: z.string().default(''),
  caCertificate: CaCertificate.nullable().default(null),
  ssid: z.string().default(''),
  openNetwork: z.boolean().default(false),
  includeCredentials: z.boolean().default(true),
  configureWifi: z.boolean().default(true),
  /** In a run for Wi-Fi only; null is the profile's way. */
  wifiOnlyBy: WifiOnlyBy.nullable().default(null),
  /** Whether a verdict is heard too, and how loud, from 0 to 1. */
  sounds: z.boolean().default(false),
  volume: z.number().min(0).max(1).default(0.5),
});
export type Settings = z.infer<typeof Settings>;

/** A device whose flash is to be read or written. */
const FlashQuery = PortQuery.extend({
  /** Once the stub runs. */
  baud: z.int().min(9_600).max(2_000_000).default(921_600),
});

const NvsQuery = FlashQuery.extend({
  partition: NvsPartitionChoice.optional(),
  encryptionKey: NvsEncryptionKey.optional(),
});

const NvsChanges = z.strictObject({
  snapshot: z.string(),
  changes: z.array(NvsChangeRequest).min(1),
});

/** A partition as it was read. No secret is in it. */
export const ShownPartition = z.object({
  ...NvsListing.shape,
  snapshot: z.string(),
  mac: z.string(),
  chip: ChipName,
  partition: z.object({ label: z.string(), offset: z.int(), size: z.int() }),
  /** What is kept of this device because a write never came to its end. */
  restores: z.array(SavedPartition),
});
export type ShownPartition = z.infer<typeof ShownPartition>;

/** How a file left the program: into the place that the person chose, or as a download that the browser fetches once. */
const SavedFile = z.discriminatedUnion('status', [
  z.object({ status: z.literal('saved'), name: z.string() }),
  z.object({ status: z.literal('cancelled') }),
  z.object({ status: z.literal('download'), url: z.string() }),
]);

/** What may be asked of a host that has a window: files, settings. The renderer never names a path. */
export const windowRequests = {
  'prov:save-credentials': {
    input: z.strictObject({ id: z.string().min(1), format: z.enum(['json', 'csv', 'txt']) }),
    output: SavedFile,
  },
  'prov:export-records': {
    input: z.strictObject({ format: z.enum(['csv', 'jsonl']) }),
    output: SavedFile,
  },
  /** By the host's own dialog, or with the file that the browser has given to the page. */
  'prov:choose-ca-certificate': {
    input: z.strictObject({
      file: CaCertificate.pick({ name: true })
        .extend({ text: z.string().max(LARGEST_TEXT_FILE) })
        .optional(),
    }),
    output: z.discriminatedUnion('status', [
      z.object({ status: z.literal('chosen'), certificate: CaCertificate }),
      z.object({ status: z.literal('cancelled') }),
    ]),
  },
  /**
   * Lets the person choose flasher_args.json, manifest.json or a `.bin`, which goes to the address. A browser gets a
   * door for one upload instead: a POST of the files as multipart/form-data, each part being named by its path
   * from the folder of the list, the chosen file first. It is answered with `{ok: true, value: ChosenFirmware}` or an error.
   */
  'prov:choose-firmware': {
    input: z.strictObject({ address: FlashNumber.optional() }),
    output: z.discriminatedUnion('status', [
      z.object({ status: z.literal('chosen'), firmware: ChosenFirmware }),
      z.object({ status: z.literal('cancelled') }),
      z.object({ status: z.literal('upload'), url: z.string() }),
    ]),
  },
  'prov:get-settings': { input: z.strictObject({}), output: Settings },
  'prov:set-settings': { input: Settings, output: z.null() },
  'prov:list-profiles': { input: z.strictObject({}), output: z.array(Profile) },
  /** Kept in the data folder, under its name. A built-in profile is never replaced. */
  'prov:save-profile': {
    input: z.strictObject({ profile: Profile, replace: z.boolean().default(false) }),
    output: Profile,
  },
  'prov:delete-profile': { input: z.strictObject({ name: z.string().min(1) }), output: z.null() },
  /** By the host's own dialog, or with the file that the browser has given to the page. */
  'prov:import-profile': {
    input: z.strictObject({
      file: z
        .strictObject({ name: z.string(), text: z.string().max(LARGEST_TEXT_FILE) })
        .optional(),
      replace: z.boolean().default(false),
    }),
    output: z.discriminatedUnion('status', [
      z.object({ status: z.literal('imported'), profile: Profile }),
      z.object({ status: z.literal('cancelled') }),
    ]),
  },
  'prov:export-profile': {
    input: z.strictObject({ name: z.string().min(1) }),
    output: SavedFile,
  },
} as const;

/** What may be asked of any host. */
const serviceRequests = {
  'prov:provision-device': {
    input: ProvisionRequest,
    output: z.object({ runId: z.string(), steps: z.array(StepId) }),
  },
  'prov:cancel': { input: z.strictObject({ runId: z.string() }), output: z.null() },
  /** The run that began last, for a page that was loaded meanwhile; null before the first, and once its verdict was left. */
  'prov:current-run': { input: z.strictObject({}), output: CurrentRun.nullable() },
  /** Its verdict has been read: it is told no more. A run that goes on is left alone. */
  'prov:leave-run': { input: z.strictObject({ runId: z.string() }), output: z.null() },
  'prov:read-mac': {
    input: PortQuery,
    output: z.object({ mac: z.string(), chip: ChipName }),
  },
  'prov:detect-chip': {
    input: PortQuery,
    output: DetectedDevice,
  },
  /** Starts the firmware and asks it; nothing is changed on the device. Without a profile the dialect is detected. */
  'prov:scan-wifi': {
    input: PortQuery.extend({ profile: Profile.default(() => DETECTING) }),
    output: z.object({ dialect: WifiDialect, networks: z.array(FoundNetwork) }),
  },
  'prov:test-ca': {
    input: z.strictObject({ url: CaUrl, trust: z.string().optional() }),
    output: CaReport,
  },
  'prov:list-ports': { input: z.strictObject({}), output: z.array(ListedPort) },
  /** The port doctor. It opens no port unless the board is to be asked as well, which resets it. */
  'prov:examine-ports': {
    input: z.strictObject({
      /** null: the ports that are listed. */
      port: z.string().min(1).nullable(),
      askBoard: z.boolean().default(false),
      before: ResetBefore.default('default-reset'),
    }),
    output: PortExamination,
  },
  'prov:list-records': { input: z.strictObject({}), output: z.array(DeviceRecord) },
  'prov:show-record': { input: z.strictObject({ id: z.string().min(1) }), output: DeviceRecord },
  /** Reads an NVS partition and keeps it in memory as a snapshot, which the others name. Changes nothing. */
  'prov:nvs-show': { input: NvsQuery, output: ShownPartition },
  /** The same partition of the same port once more, with the same key: nobody else has to keep that. */
  'prov:nvs-show-again': {
    input: z.strictObject({ snapshot: z.string() }),
    output: ShownPartition,
  },
  /** The same of an image, which no device is asked for. */
  'prov:nvs-open-image': {
    input: z.strictObject({ image: z.base64(), encryptionKey: NvsEncryptionKey.optional() }),
    output: z.object({ ...NvsListing.shape, snapshot: z.string() }),
  },
  /** The one door through which a secret in a partition goes to a person, one at a time. */
  'prov:nvs-reveal': {
    input: z.strictObject({
      snapshot: z.string(),
      namespace: z.string(),
      key: z.string(),
      type: NvsType,
    }),
    output: z.object({ value: z.string() }),
  },
  /** What changes would make of it; changes nothing. */
  'prov:nvs-diff': { input: NvsChanges, output: NvsShownDifference },
  /** What differs from the snapshot to a later one. */
  'prov:nvs-compare': {
    input: z.strictObject({ snapshot: z.string(), later: z.string() }),
    output: NvsShownDifference,
  },
  /**
   * Makes the changes on the device, and reads back every byte. Refused where the device would change otherwise than
   * `prov:nvs-diff` said. The old partition is kept until the new one is proved.
   */
  'prov:nvs-set': { input: NvsChanges, output: NvsShownDifference },
  /** Partitions whose last write never came to its end. */
  'prov:nvs-list-restores': { input: z.strictObject({}), output: z.array(SavedPartition) },
  /** Writes back what is kept of the device on the port, reads back every byte, and keeps it no longer. */
  'prov:nvs-restore': { input: FlashQuery, output: z.array(SavedPartition) },
  /** Keeps it no longer, without writing it. */
  'prov:nvs-drop-restore': {
    input: z.strictObject({ mac: z.string(), offset: z.int() }),
    output: z.null(),
  },
  /** The one door through which a PSK leaves the records. */
  'prov:reveal-psk': {
    input: z.strictObject({ id: z.string().min(1) }),
    output: z.object({ psk: z.string() }),
  },
} as const;

export const requests = { ...serviceRequests, ...windowRequests } as const;

/** What a host tells. Exactly one of complete and error ends a run. */
export const events = {
  'prov:progress': Progress,
  'prov:log': LogLine,
  'prov:complete': Provisioned,
  'prov:error': RunFailed,
  /** The ports, whenever one has appeared or vanished. */
  'prov:ports': z.array(ListedPort),
} as const;

export type WindowChannel = keyof typeof windowRequests;
export type RequestChannel = keyof typeof requests;
export type EventChannel = keyof typeof events;
export type Input<C extends RequestChannel> = z.infer<(typeof requests)[C]['input']>;
export type Output<C extends RequestChannel> = z.infer<(typeof requests)[C]['output']>;
export type Event<C extends EventChannel> = z.infer<(typeof events)[C]>;

/** A request's answer: nothing is thrown across a process. */
export type Reply<T> =
  { ok: true; value: T } | { ok: false; error: z.infer<typeof RunFailed>['error'] };
