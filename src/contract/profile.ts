import { z } from 'zod';

import {
  CaUrl,
  checkNvsRegion,
  FlashNumber,
  NvsEncryption,
  NvsName,
  PartitionLabel,
} from './fields.ts';

export const ResetBefore = z.enum(['default-reset', 'usb-reset', 'no-reset']);
export type ResetBefore = z.infer<typeof ResetBefore>;

export const WifiOnlyBy = z.enum(['dialogue', 'partition']);
export type WifiOnlyBy = z.infer<typeof WifiOnlyBy>;

const milliseconds = (usual: number) => z.int().min(100).max(600_000).default(usual);

/** The languages in which a running firmware is told its network; docs/WIFI.md. */
export const WifiDialect = z.enum(['spec-at', 'esp-at', 'improv', 'console']);
export type WifiDialect = z.infer<typeof WifiDialect>;

/**
 * What a run needs to come to its end, beside what failed outright: an `address` that the device reported, that it
 * `accepted` the network, or that the network is `written` to its NVS, even if the firmware says nothing. Green is only
 * an address; a run that ends with less is amber.
 */
export const WifiProof = z.enum(['address', 'accepted', 'written']);
export type WifiProof = z.infer<typeof WifiProof>;

export const UuidScheme = z.enum(['spec-sha256', 'zc-v5']);
export type UuidScheme = z.infer<typeof UuidScheme>;

/** The keys under which the values lie. null: this firmware has no place for that value, so it is not written. */
const NvsKeys = z
  .strictObject({
    uuid: NvsName.default('uuid'),
    psk: NvsName.default('psk'),
    certificate: NvsName.nullable().default('device_cert'),
    /** The address of the CA, for a firmware that fetches its certificate itself. */
    caUrl: NvsName.nullable().default(null),
    wifiSsid: NvsName.default('wifi_ssid'),
    wifiPassword: NvsName.default('wifi_password'),
  })
  .superRefine((keys, ctx) => {
    const fields = Map.groupBy(Object.entries(keys), ([, key]) => key);
    for (const [key, [first, second]] of fields) {
      if (key === null || !first || !second) continue;
      const message = `"${key}" is the key of ${first[0]} already; each value needs a key of its own`;
      ctx.addIssue({ code: 'custom', path: [second[0]], message });
    }
  });

/**
 * A product's data contract: where its identity lies on the device, who signs it, how its firmware is told the Wi-Fi.
 * What a profile leaves out is as in the specification.
 */
export const Profile = z.strictObject({
  /** For editors of a profile file. */
  $schema: z.string().optional(),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'lower-case letters, digits and hyphens, 32 at most'),
  nvs: z
    .strictObject({
      namespace: NvsName.default('deviceprovision'),
      /** In bytes from the start of the flash. */
      offset: FlashNumber.default(0xa2_0000),
      /** In bytes. */
      size: FlashNumber.default(0x1_0000),
      /** Instead of offset and size: the label of a `data,nvs` partition, looked up on each device. */
      partition: PartitionLabel.optional(),
      /** Writes to offset and size although the device has no such NVS partition. Every result then says so. */
      overridePartitionCheck: z.boolean().default(false),
      /** As the firmware has it: a key in its `nvs_keys` partition, or one derived from an HMAC key in its eFuses. */
      encryption: NvsEncryption.default('none'),
      keys: NvsKeys.prefault({}),
    })
    .superRefine(checkNvsRegion)
    .prefault({}),
  identity: z
    .strictObject({
      /** How the UUID follows from the MAC; docs/PROFILES.md has both with their test vectors. */
      uuidScheme: UuidScheme.default('spec-sha256'),
      /** Length of a PSK in bytes; it is written as twice as many hex digits. */
      pskBytes: z.int().min(16).max(64).default(32),
    })
    .prefault({}),
  ca: z
    .strictObject({
      adapter: z.enum(['spec-json']).default('spec-json'),
      url: CaUrl.optional(),
      /** http to another machine: the PSK can be read on the way. */
      allowHttp: z.boolean().default(false),
      /** From the connection to the last byte of the answer. */
      timeoutMs: milliseconds(20_000),
    })
    .prefault({}),
  wifi: z
    .strictObject({
      /** How a run for Wi-Fi only tells the device: over its console, or by changing two values in its NVS partition. */
      onlyBy: WifiOnlyBy.default('dialogue'),
      /** `detect`: the firmware is asked, with bytes that change nothing. */
      dialect: z.enum([...WifiDialect.options, 'detect']).default('spec-at'),
      /** What a run must have seen for its end: see WifiProof. */
      proof: WifiProof.default('address'),
      /** Until the firmware answers for the first time after the reset. */
      readyTimeoutMs: milliseconds(15_000),
      commandTimeoutMs: milliseconds(3_000),
      /** From the command that joins to the IP address. */
      joinTimeoutMs: milliseconds(30_000),
    })
    .prefault({}),
  serial: z
    .strictObject({
      /** Baud rate once the stub runs. */
      baud: z.int().min(9_600).max(2_000_000).default(921_600),
      /** Baud rate of the firmware's console. */
      consoleBaud: z.int().min(9_600).max(2_000_000).default(115_200),
      before: ResetBefore.default('default-reset'),
      bootTimeoutMs: milliseconds(5_000),
    })
    .prefault({}),
});
export type Profile = z.infer<typeof Profile>;

export const BUILT_IN_PROFILES: Readonly<Record<string, Profile>> = {
  spec: Profile.parse({ name: 'spec' }),
  /** The firmware of the toolkit that the specification was written after. */
  zc: Profile.parse({
    name: 'zc',
    nvs: {
      namespace: 'zc',
      keys: {
        uuid: 'global_uuid',
        psk: 'psk_secret',
        certificate: null,
        caUrl: 'ca_service_url',
        wifiSsid: 'wifi_ssid',
        wifiPassword: 'wifi_password',
      },
    },
    identity: { uuidScheme: 'zc-v5', pskBytes: 16 },
    wifi: { dialect: 'console' },
  }),
};
