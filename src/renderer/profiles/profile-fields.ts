import { NvsEncryption } from '../../contract/fields.ts';
import {
  ResetBefore,
  UuidScheme,
  WifiDialect,
  WifiOnlyBy,
  WifiProof,
} from '../../contract/profile.ts';

/** A field of a profile as the editor shows it. */
export interface ProfileField {
  /** `nvs.keys.psk`: where it stands in the profile. */
  path: ProfilePath;
  kind: 'text' | 'hex' | 'number' | 'switch' | 'choice';
  /** An empty field means that there is none, rather than what is usual. */
  empty?: 'none';
  choices?: readonly string[];
}

export type ProfilePath =
  | 'name'
  | 'nvs.namespace'
  | 'nvs.partition'
  | 'nvs.offset'
  | 'nvs.size'
  | 'nvs.overridePartitionCheck'
  | 'nvs.encryption'
  | 'nvs.keys.uuid'
  | 'nvs.keys.psk'
  | 'nvs.keys.certificate'
  | 'nvs.keys.caUrl'
  | 'nvs.keys.wifiSsid'
  | 'nvs.keys.wifiPassword'
  | 'identity.uuidScheme'
  | 'identity.pskBytes'
  | 'ca.url'
  | 'ca.allowHttp'
  | 'ca.timeoutMs'
  | 'wifi.onlyBy'
  | 'wifi.dialect'
  | 'wifi.proof'
  | 'wifi.readyTimeoutMs'
  | 'wifi.commandTimeoutMs'
  | 'wifi.joinTimeoutMs'
  | 'serial.baud'
  | 'serial.consoleBaud'
  | 'serial.before'
  | 'serial.bootTimeoutMs';

export type ProfileSection = 'nvs' | 'keys' | 'identity' | 'ca' | 'wifi' | 'serial';

/** What a profile holds, in the order of the editor. */
export const PROFILE_SECTIONS: readonly (readonly [ProfileSection, readonly ProfileField[]])[] = [
  [
    'nvs',
    [
      { path: 'nvs.namespace', kind: 'text' },
      { path: 'nvs.partition', kind: 'text' },
      { path: 'nvs.offset', kind: 'hex' },
      { path: 'nvs.size', kind: 'hex' },
      { path: 'nvs.overridePartitionCheck', kind: 'switch' },
      { path: 'nvs.encryption', kind: 'choice', choices: NvsEncryption.options },
    ],
  ],
  [
    'keys',
    [
      { path: 'nvs.keys.uuid', kind: 'text' },
      { path: 'nvs.keys.psk', kind: 'text' },
      { path: 'nvs.keys.certificate', kind: 'text', empty: 'none' },
      { path: 'nvs.keys.caUrl', kind: 'text', empty: 'none' },
      { path: 'nvs.keys.wifiSsid', kind: 'text' },
      { path: 'nvs.keys.wifiPassword', kind: 'text' },
    ],
  ],
  [
    'identity',
    [
      { path: 'identity.uuidScheme', kind: 'choice', choices: UuidScheme.options },
      { path: 'identity.pskBytes', kind: 'number' },
    ],
  ],
  [
    'ca',
    [
      { path: 'ca.url', kind: 'text' },
      { path: 'ca.allowHttp', kind: 'switch' },
      { path: 'ca.timeoutMs', kind: 'number' },
    ],
  ],
  [
    'wifi',
    [
      { path: 'wifi.dialect', kind: 'choice', choices: [...WifiDialect.options, 'detect'] },
      { path: 'wifi.onlyBy', kind: 'choice', choices: WifiOnlyBy.options },
      { path: 'wifi.proof', kind: 'choice', choices: WifiProof.options },
      { path: 'wifi.readyTimeoutMs', kind: 'number' },
      { path: 'wifi.commandTimeoutMs', kind: 'number' },
      { path: 'wifi.joinTimeoutMs', kind: 'number' },
    ],
  ],
  [
    'serial',
    [
      { path: 'serial.baud', kind: 'number' },
      { path: 'serial.consoleBaud', kind: 'number' },
      { path: 'serial.before', kind: 'choice', choices: ResetBefore.options },
      { path: 'serial.bootTimeoutMs', kind: 'number' },
    ],
  ],
];

export const NAME_FIELD: ProfileField = { path: 'name', kind: 'text' };

export const PROFILE_FIELDS: readonly ProfileField[] = [
  NAME_FIELD,
  ...PROFILE_SECTIONS.flatMap(([, fields]) => fields),
];
