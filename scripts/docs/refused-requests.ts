import { requests } from '../../src/contract/channels.ts';
import type { WireError } from '../../src/contract/errors.ts';
import { errorOfFields } from '../../src/hosts/dispatch.ts';

/** A mistake in a request, and how the program names it. */
export interface RefusedRequest {
  mistake: string;
  error: WireError;
}

const GOOD = { port: '/dev/ttyUSB0', ca: null, wifi: null };
const SSID = 'bench';
const PASSWORD = 'correct horse';

/** Each differs from a good request in one thing. */
const MISTAKES: Readonly<Record<string, object>> = {
  'NVS namespace of 16 bytes': { profile: { name: 'p', nvs: { namespace: 'sixteen_bytes_ns' } } },
  'NVS offset that is not a multiple of 0x1000': { nvs: { offset: '0xA20001', size: '0x10000' } },
  'NVS size below 0x3000': { nvs: { offset: '0xA20000', size: '0x2000' } },
  'NVS offset that is no hex number': { nvs: { offset: 'ten', size: '0x10000' } },
  'UUID that is not one': { overrides: { uuid: '04e4822c' } },
  'PSK that is not 64 hex digits': { overrides: { psk: 'A0B1C2D3' } },
  'PSK of one repeated byte': { overrides: { psk: 'ab'.repeat(32) } },
  'SSID of 33 bytes': { wifi: { ssid: 'x'.repeat(33), password: PASSWORD } },
  'newline in the SSID': { wifi: { ssid: 'ben\nch', password: PASSWORD } },
  'password of 7 characters': { wifi: { ssid: SSID, password: 'seven77' } },
  'password of 64 characters that are not hex digits': {
    wifi: { ssid: SSID, password: 'x'.repeat(64) },
  },
  'newline in the password': { wifi: { ssid: SSID, password: 'correct\nhorse' } },
  'http CA on another machine, not allowed explicitly': { ca: { url: 'http://ca.example' } },
  'CA address that is no URL': { ca: { url: 'ca.example' } },
  'unknown chip': { chip: 'esp8266' },
  'baud rate of 300': { baud: 300 },
};

/** What the program answers to each of the mistakes: asked of the schema itself, so that this cannot grow old. */
export function refusedRequests(): RefusedRequest[] {
  return Object.entries(MISTAKES).map(([mistake, change]) => {
    const parsed = requests['prov:provision-device'].input.safeParse({ ...GOOD, ...change });
    if (parsed.success) throw new Error(`The contract now accepts: ${mistake}`);
    return { mistake, error: errorOfFields(parsed.error) };
  });
}
