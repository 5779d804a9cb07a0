import type { ShownPartition } from '../../../src/contract/channels.ts';
import type { NvsShownDifference } from '../../../src/contract/nvs.ts';

const IN = 'deviceprovision';

/** A partition as it was read: three keys of the profile, one of the firmware. */
export const PARTITION: ShownPartition = {
  namespaces: ['app', IN],
  entries: [
    { namespace: 'app', key: 'boots', type: 'u32', bytes: 4, value: '41', secret: false },
    { namespace: IN, key: 'uuid', type: 'string', bytes: 5, value: 'abcd', secret: false },
    { namespace: IN, key: 'psk', type: 'string', bytes: 65, value: null, secret: true },
    { namespace: IN, key: 'wifi_ssid', type: 'string', bytes: 5, value: 'Line', secret: false },
  ],
  unreadable: [{ namespace: 'app', key: 'torn', type: 'blob' }],
  unreachable: 0,
  snapshot: 'snapshot-1',
  mac: 'A0B1C2D3E4F5',
  chip: 'esp32s3',
  partition: { label: 'prov_nvs', offset: 0xa20000, size: 0x10000 },
  restores: [],
};

/** Another network, a key that is new, and one that goes. */
export const DIFFERENCE: NvsShownDifference = {
  namespacesAdded: [],
  namespacesRemoved: [],
  changes: [
    {
      namespace: IN,
      key: 'wifi_ssid',
      type: 'string',
      secret: false,
      before: { bytes: 5, value: 'Line' },
      after: { bytes: 7, value: 'Line 6' },
    },
    {
      namespace: IN,
      key: 'wifi_password',
      type: 'string',
      secret: true,
      before: null,
      after: { bytes: 14, value: null },
    },
    {
      namespace: 'app',
      key: 'boots',
      type: 'u32',
      secret: false,
      before: { bytes: 4, value: '41' },
      after: null,
    },
  ],
  dropped: 1,
};
