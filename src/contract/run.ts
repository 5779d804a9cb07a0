import { z } from 'zod';

import { ChipName, CHIPS } from './chip.ts';
import { WireError } from './errors.ts';
import {
  CaToken,
  CaUrl,
  isConfidential,
  NvsPlace,
  NvsRegion,
  PartitionLabel,
  Psk,
  Ssid,
  Uuid,
  WifiPassword,
} from './fields.ts';
import { refuse } from './issue-code.ts';
import { SecretText } from './secret.ts';
import { BUILT_IN_PROFILES, Profile, ResetBefore, WifiDialect, WifiOnlyBy } from './profile.ts';

/** The steps of a run in their order. `usualMs` weighs the overall progress until this bench has times of its own. */
export const STEPS = {
  connect: { title: 'Connect', changes: 'Nothing', usualMs: 900 },
  'read-mac': { title: 'Read MAC address', changes: 'Nothing', usualMs: 10 },
  inspect: { title: 'Inspect device', changes: 'Nothing', usualMs: 700 },
  'flash-firmware': { title: 'Flash firmware', changes: 'Device', usualMs: 15_000 },
  'make-identity': { title: 'Make identity', changes: 'Nothing', usualMs: 5 },
  'save-record': { title: 'Save record', changes: 'Record', usualMs: 10 },
  register: { title: 'Register with CA', changes: 'CA', usualMs: 150 },
  'build-nvs': { title: 'Build NVS image', changes: 'Nothing', usualMs: 10 },
  'flash-nvs': { title: 'Flash NVS', changes: 'Device', usualMs: 700 },
  'verify-nvs': { title: 'Verify NVS', changes: 'Nothing', usualMs: 800 },
  boot: { title: 'Start firmware', changes: 'Device', usualMs: 400 },
  'configure-wifi': { title: 'Configure Wi-Fi', changes: 'Device', usualMs: 4_000 },
  finish: { title: 'Close record', changes: 'Record', usualMs: 10 },
} as const satisfies Record<string, { title: string; changes: string; usualMs: number }>;

export type StepId = keyof typeof STEPS;
export const StepId = z.enum(Object.keys(STEPS) as [StepId, ...StepId[]]); // the table is not empty

/** What has happened to the device so far; every failure says it first. */
export const DEVICE_STATES = {
  untouched: 'The device was not changed.',
  'firmware-partial': 'The firmware on the device is incomplete; run once more to complete it.',
  'firmware-written':
    'The firmware is on the device and was verified; its settings were not changed.',
  partial: 'The settings area of the device is incomplete; run once more to complete it.',
  'written-unverified': 'The settings were written to the device but not verified.',
  'written-verified': 'The settings are on the device and were verified byte for byte.',
  'wifi-only':
    'The identity on the device was not changed; its firmware may have taken the new network.',
  'running-unconfirmed': 'The settings are verified and the firmware runs; Wi-Fi is not confirmed.',
  'running-confirmed': 'The settings are verified, the firmware runs and Wi-Fi is confirmed.',
} as const;
export type DeviceState = keyof typeof DEVICE_STATES;
export const DeviceState = z.enum(
  Object.keys(DEVICE_STATES) as [DeviceState, ...DeviceState[]], // the table is not empty
);

/** What a firmware is known by afterwards: its file, and the SHA-256 in hex over offset and bytes of all its parts. */
export const FirmwareName = z.object({ name: z.string(), sha256: z.string() });
export type FirmwareName = z.infer<typeof FirmwareName>;

export const ChipChoice = z.union([z.literal('auto'), z.string()]).transform((text, ctx) => {
  if (text === 'auto') return 'auto' as const;
  const chip = ChipName.safeParse(text);
  if (chip.success) return chip.data;
  refuse(ctx, 'chip-unknown', `"${text}"; there are: auto, ${ChipName.options.join(', ')}`);
  return z.NEVER;
});

const CertificateAuthority = z
  .strictObject({
    url: CaUrl,
    /** PEM of the CA that signed the server's TLS certificate, where the system does not know it. */
    trust: z.string().optional(),
    token: CaToken.optional(),
    allowHttp: z.boolean().default(false),
  })
  .superRefine((ca, ctx) => {
    if (!ca.allowHttp && !isConfidential(ca.url)) refuse(ctx, 'ca-url-insecure', ca.url);
  });

/** All that a run is told. Everything is checked here, before a port is opened. */
export const ProvisionRequest = z
  .strictObject({
    port: z.string().min(1),
    profile: Profile.default(() => BUILT_IN_PROFILES['spec'] ?? Profile.parse({ name: 'spec' })),
    chip: ChipChoice.default('auto'),
    baud: z.int().min(9_600).max(2_000_000).optional(),
    before: ResetBefore.optional(),
    /** Instead of the profile's region. */
    nvs: NvsRegion.optional(),
    /** The same by label, which is looked up in the partition table of the device. */
    partition: PartitionLabel.optional(),
    /** In hex, where the profile encrypts: 64 bytes for `key-partition`, the 32 of the eFuse for `hmac`. */
    nvsKey: SecretText.refine(
      (key) => /^([0-9a-f]{64}|[0-9a-f]{128})$/i.test(key.reveal()),
      'the NVS encryption key has 32 or 64 bytes, in hex',
    ).optional(),
    /** Instead of the profile's. */
    overridePartitionCheck: z.boolean().optional(),
    /** The id that `prov:choose-firmware` answered with: flashed first, over the same connection. */
    firmware: z.string().optional(),
    /** false: Wi-Fi only; the identity on the device stays as it is. */
    includeCredentials: z.boolean().default(true),
    /** In a run for Wi-Fi only, instead of the profile's way. */
    wifiOnlyBy: WifiOnlyBy.optional(),
    /** null: do not register. */
    ca: CertificateAuthority.nullable(),
    overrides: z.strictObject({ uuid: Uuid.optional(), psk: Psk.optional() }).prefault({}),
    /** null: do not configure Wi-Fi. A null password is an open network. */
    wifi: z.strictObject({ ssid: Ssid, password: WifiPassword.nullable() }).nullable(),
    /** false: the network is written into the NVS partition alone; the console is not asked for an IP address. */
    confirmWifi: z.boolean().default(true),
  })
  .superRefine(({ includeCredentials, firmware }, ctx) => {
    if (!includeCredentials && firmware !== undefined) {
      refuse(ctx, 'bad-request', 'a run for Wi-Fi only flashes no firmware');
    }
  })
  .superRefine(({ nvs, partition, overridePartitionCheck }, ctx) => {
    if (partition === undefined) return;
    const other = nvs ? 'nvs' : overridePartitionCheck ? 'overridePartitionCheck' : undefined;
    if (other) refuse(ctx, 'bad-request', `partition and ${other} contradict each other`);
  })
  .superRefine(({ chip, before, profile }, ctx) => {
    if (chip === 'auto') return;
    const way = before ?? profile.serial.before;
    const { title, resets } = CHIPS[chip];
    if (resets.some((one) => one === way)) return;
    refuse(ctx, 'bad-request', `an ${title} has no ${way}; it has ${resets.join(', ')}`, [
      'before',
    ]);
  })
  .superRefine((request, ctx) => {
    const { includeCredentials, wifiOnlyBy, confirmWifi, wifi, profile, ca } = request;
    const { psk } = request.overrides;
    const digits = 2 * profile.identity.pskBytes;
    if (psk && psk.reveal().length !== digits) {
      refuse(
        ctx,
        'psk-invalid',
        `in the profile "${profile.name}" it must be exactly ${digits} hex digits`,
      );
    }
    if (includeCredentials && profile.nvs.keys.caUrl !== null && !(ca?.url ?? profile.ca.url)) {
      refuse(ctx, 'ca-missing', `the profile "${profile.name}" writes its address onto the device`);
    }
    if (!includeCredentials && !confirmWifi && (wifiOnlyBy ?? profile.wifi.onlyBy) === 'dialogue') {
      refuse(ctx, 'bad-request', 'the console is the only way in which this run tells the network');
    }
    if (!includeCredentials && !wifi) {
      refuse(
        ctx,
        'bad-request',
        'with credentials and Wi-Fi both switched off nothing is left to do',
      );
    }
  });
export type ProvisionRequest = z.infer<typeof ProvisionRequest>;

/** `unconfirmed`: all was done, and the device did not prove it. */
export const StepStatus = z.enum(['running', 'done', 'unconfirmed', 'skipped', 'failed']);

export const Progress = z.object({
  runId: z.string(),
  step: StepId,
  status: StepStatus,
  /** Share of this step that is finished, 0 to 1. */
  fraction: z.number().min(0).max(1),
  /** Since the step began, in milliseconds. */
  elapsedMs: z.number(),
  /** Where a step moves bytes: how many so far, of how many. */
  bytes: z.object({ done: z.int(), total: z.int() }).optional(),
  /** What the step found, once it is done: `A0:B1:C2:D3:E4:F5`, `16 MB flash`. Or why it was skipped. */
  note: z.string().optional(),
});
export type Progress = z.infer<typeof Progress>;

/** The steps of a run that was asked for, in their order; a step that is left out tells nothing. */
export function stepsOfRun({ firmware }: Pick<ProvisionRequest, 'firmware'>): StepId[] {
  return StepId.options.filter((step) => step !== 'flash-firmware' || firmware !== undefined);
}

/** A proof is passed with what proves it, or was switched off. A run with one that is `unconfirmed` is no PASS. */
export const Proof = z.object({
  status: z.enum(['passed', 'unconfirmed', 'skipped']),
  detail: z.string(),
});
export type Proof = z.infer<typeof Proof>;

export const PROOFS = {
  firmware: 'Firmware on the device',
  record: 'Record durable before registration',
  certificate: 'Certificate checked',
  image: 'Image parsed back',
  readBack: 'Every byte read back',
  boot: 'Firmware started',
  wifi: 'IP address seen',
} as const;
export type ProofId = keyof typeof PROOFS;

export const Provisioned = z.object({
  runId: z.string(),
  /** null in a run for Wi-Fi only, where the device is not on record; so are the next four. */
  recordId: z.string().nullable(),
  mac: z.string(),
  chip: ChipName,
  flashSize: z.int().nullable(),
  uuid: z.string().nullable(),
  pskFingerprint: z.string().nullable(),
  /** PEM, or null where the device was not registered. */
  certificate: z.string().nullable(),
  /** false where the firmware of the profile has no place for a certificate: then it is in the record alone. */
  certificateOnDevice: z.boolean(),
  nvs: NvsPlace.nullable(),
  wifi: z.object({
    ssid: z.string().nullable(),
    /**
     * Where the profile is content with less than an address: `accepted`, the firmware took the network;
     * `unconfirmed`, the network is in NVS and the firmware says nothing.
     */
    status: z.enum(['connected', 'accepted', 'unconfirmed', 'skipped']),
    ip: z.string().nullable(),
    /** In which the firmware was told; null where it was told nothing, or answered in none. */
    dialect: WifiDialect.nullable(),
  }),
  /** `firmware` only where one was flashed. */
  proofs: z.object({
    firmware: Proof.optional(),
    record: Proof,
    certificate: Proof,
    image: Proof,
    readBack: Proof,
    boot: Proof,
    wifi: Proof,
  } satisfies Record<ProofId, z.ZodType>),
  timings: z.object({ totalMs: z.number(), steps: z.partialRecord(StepId, z.number()) }),
  /** What a person should know although the run passed, for instance that http was used. */
  warnings: z.array(z.string()),
  /** What was flashed first; null where no firmware was chosen. */
  firmware: FirmwareName.nullable(),
});
export type Provisioned = z.infer<typeof Provisioned>;

export const RunFailed = z.object({
  runId: z.string(),
  step: StepId.nullable(),
  error: WireError,
  deviceState: DeviceState,
  /** The record of the device, once there is one; its identity is used again. */
  recordId: z.string().nullable(),
  registered: z.boolean(),
});
export type RunFailed = z.infer<typeof RunFailed>;

/** A line of the device's own output, or of ours, with every secret of the run masked. */
export const LogLine = z.object({
  runId: z.string(),
  source: z.enum(['device', 'host']),
  text: z.string(),
});
export type LogLine = z.infer<typeof LogLine>;
