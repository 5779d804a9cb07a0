import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { wireError } from '../../../src/contract/errors.ts';
import type { RunFailed } from '../../../src/contract/run.ts';
import { errorText, failedText, passedText } from '../../../src/hosts/cli/run-text.ts';
import type { RunResult } from '../../../src/hosts/cli/run-view.ts';

// Colour is for a terminal; a test runner may have been told to colour everything.
beforeEach(() => void vi.stubEnv('FORCE_COLOR', undefined));
afterEach(() => void vi.unstubAllEnvs());

const RESULT: RunResult = {
  runId: 'run',
  recordId: 'record-1',
  mac: 'A0B1C2D3E4F5',
  chip: 'esp32s3',
  flashSize: 0x100_0000,
  uuid: '04e4822c-719e-45b0-b360-7e2819faca53',
  pskFingerprint: '0123456789abcdef',
  psk: '***',
  certificate: 'PEM',
  certificateOnDevice: true,
  nvs: { offset: 0xa2_0000, size: 0x1_0000, partition: 'prov_nvs', overridden: false },
  firmware: null,
  wifi: { ssid: 'bench', status: 'connected', ip: '192.168.4.2', dialect: 'spec-at' },
  proofs: {
    record: { status: 'passed', detail: 'on disk' },
    certificate: { status: 'skipped', detail: 'registration switched off' },
    image: { status: 'passed', detail: '5 keys' },
    readBack: { status: 'passed', detail: '65536 of 65536 bytes equal' },
    boot: { status: 'passed', detail: 'boot: \u001b[2J' },
    wifi: { status: 'passed', detail: '192.168.4.2' },
  },
  timings: { totalMs: 7_940, steps: {} },
  warnings: [],
};

const FAILED: RunFailed = {
  runId: 'run',
  step: 'verify-nvs',
  error: wireError('verify-failed', 'at 0xa21234: 0x41 expected, 0x40 read'),
  deviceState: 'written-unverified',
  recordId: 'record-1',
  registered: true,
};

describe('PASS', () => {
  let text: string;
  beforeEach(() => {
    text = passedText(RESULT);
  });

  test('says who the device is and what is on it', () => {
    expect(text).toMatch(/^PASS$/m);
    expect(text).toContain('A0:B1:C2:D3:E4:F5');
    expect(text).toContain('ESP32-S3, 16 MB flash');
    expect(text).toContain('04e4822c-719e-45b0-b360-7e2819faca53');
    expect(text).toContain('bench, IP address 192.168.4.2');
    expect(text).toContain('7.9 s in all');
  });

  test('shows the PSK by its fingerprint, or itself where it was asked for', () => {
    expect(text).toContain('*** (fingerprint 0123456789abcdef)');
    expect(passedText({ ...RESULT, psk: 'ab12' })).toMatch(/^PSK +ab12$/m);
  });

  test('ticks a proof, and never one that was skipped', () => {
    expect(text).toMatch(/^✔ Every byte read back +65536 of 65536 bytes equal$/m);
    expect(text).toMatch(/^- Certificate checked +skipped: registration switched off$/m);
  });

  test('does not obey what the device printed', () => {
    expect(text).toContain('boot: \\u001b[2J');
  });

  test('names what should be known although it passed', () => {
    const warned = passedText({ ...RESULT, warnings: ['The PSK was sent in clear.'] });
    expect(warned).toContain('Warning: The PSK was sent in clear.');
  });

  test('keeps apart that the device passed and that a file could not be written', () => {
    const unsaved = passedText(RESULT, wireError('file-unwritable', 'out.json: the disk is full'));
    expect(unsaved).toMatch(/^PASS$/m);
    expect(unsaved).toContain('out.json: the disk is full');
    expect(unsaved).toContain('Code: file-unwritable');
  });
});

describe('FAIL', () => {
  test('says first what has become of the device, then why, then what to do', () => {
    expect(failedText(FAILED).split('\n')).toEqual([
      'FAIL',
      '',
      'The settings were written to the device but not verified.',
      'The flash does not hold what was written: at 0xa21234: 0x41 expected, 0x40 read.',
      'Check cable and power and run once more; if it stays, the flash is faulty.',
      '',
      'Code: verify-failed',
      'Step: Verify NVS',
      'Record: record-1',
      'The certificate authority has this device.',
      '',
    ]);
  });

  test('calls a run that was stopped by a person stopped', () => {
    const stopped = failedText({ ...FAILED, error: wireError('cancelled', '') });
    expect(stopped).toMatch(/^STOPPED$/m);
    expect(stopped).not.toContain('FAIL');
  });

  test('does not obey what a server said', () => {
    const text = failedText({ ...FAILED, error: wireError('ca-refused', '\u001b]0;owned\u0007') });
    expect(text).not.toMatch(/[\u001b\u0007]/);
  });
});

test('an error outside of a run has its sentence, its hint, what it changed, and its code', () => {
  const text = errorText(wireError('ssid-invalid', 'it has 33 bytes'), 'Nothing was changed.');
  expect(text).toMatch(/^The Wi-Fi name cannot be used: it has 33 bytes\.\n/);
  expect(text).toContain('\nNothing was changed.\nCode: ssid-invalid\n');
});
