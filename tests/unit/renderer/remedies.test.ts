import { describe, expect, test } from 'vitest';

import { ErrorCode } from '../../../src/contract/errors.ts';
import { REMEDIES } from '../../../src/renderer/texts/acts.ts';

const wordsOf = (code: ErrorCode) => {
  const { acts, fallback, note = '' } = REMEDIES[code];
  return [note, ...acts.flatMap(({ title, text }) => [title, text]), ...fallback].join(' ');
};

test.each(ErrorCode.options)('%s has one to three acts with short titles', (code) => {
  const { acts } = REMEDIES[code];
  expect(acts.length).toBeGreaterThanOrEqual(1);
  expect(acts.length).toBeLessThanOrEqual(3);
  for (const { title } of acts) expect(title.split(' ').length).toBeLessThanOrEqual(5);
});

describe('each row of the specification’s Troubleshooting is told where it fails', () => {
  test.each<[string, ErrorCode, RegExp]>([
    ['MAC: the USB connection', 'device-silent', /cable.*Device Manager/],
    ['MAC: the chip type', 'chip-mismatch', /Auto-detect/],
    ['MAC: the boot mode', 'device-no-answer', /Hold BOOT.*RESET.*Release BOOT/],
    ['MAC: a lower baud rate', 'device-noise', /115200 baud/],
    ['MAC: a lower baud rate for the stub', 'stub-failed', /115200 baud/],
    ['CA: the Test button', 'ca-unreachable', /press Test/],
    ['CA: the URL', 'ca-unreachable', /Correct the CA URL/],
    ['CA: the firewall', 'ca-unreachable', /firewall.*another network|another network.*firewall/],
    ['CA: is it running', 'ca-unreachable', /whether the CA is running/],
    ['CA: a timeout', 'ca-timeout', /Test the CA/],
    ['NVS: the offset', 'partition-mismatch', /partition from the list.*partitions\.csv/],
    ['NVS: the size', 'flash-too-small', /16 MB/],
    ['NVS: a larger partition', 'nvs-too-small', /larger NVS partition/],
    ['NVS: erase the flash first', 'flash-failed', /Erase the whole flash/],
    ['NVS: flash protection', 'flash-encrypted', /encryption/],
    ['NVS: flash protection at verify', 'verify-failed', /write-protected/],
    ['Wi-Fi: the SSID', 'wifi-no-such-network', /Upper and lower case/],
    ['Wi-Fi: the password', 'wifi-wrong-password', /password/],
    ['Wi-Fi: 2.4 GHz', 'wifi-no-such-network', /2\.4 GHz/],
    ['Wi-Fi: the firmware', 'wifi-no-console', /AT\+WIFI_SSID and AT\+WIFI_PASSWORD.*NVS/],
    ['Wi-Fi: by hand', 'wifi-timeout', /serial console: AT\+WIFI_SSID.*AT\+WIFI_CONNECT/],
    ['Wi-Fi: the signal', 'wifi-join-failed', /closer to the router/],
  ])('%s', (_row, code, words) => {
    expect(wordsOf(code)).toMatch(words);
  });
});
