import { expect, test } from 'vitest';

import { openPort } from '../../src/device/open-port.ts';
import { firmwareImage } from '../../src/virtual-bench/virtual-esp32/firmware/firmware-image.ts';
import { startBench } from './bench.ts';

const { signal } = new AbortController();

test('F-01: a port that another client has is in use, and nothing was begun', async () => {
  await using bench = await startBench();
  {
    await using held = await openPort(bench.device.url, { baudRate: 115_200, signal });
    const { failure } = await bench.provision();
    expect(held.lost.aborted).toBe(false);
    expect(failure).toMatchObject({
      step: 'connect',
      error: { code: 'port-busy', title: 'The serial port is in use by another program' },
      deviceState: 'untouched',
      recordId: null,
    });
    expect(failure?.error.hint).toContain('then try again');
  }
  expect((await bench.provision()).result).toBeDefined();
});

test('F-11: a MAC address of zeros is refused', async () => {
  await using bench = await startBench({ device: { mac: '00:00:00:00:00:00' } });
  const { failure } = await bench.provision();
  expect(failure).toMatchObject({
    step: 'read-mac',
    error: { code: 'mac-invalid', title: 'The MAC address in the eFuses is not valid' },
    deviceState: 'untouched',
    recordId: null,
  });
  expect(failure?.error.hint).toContain('Set this device aside');
});

test('F-12: the MAC of a chip with 802.15.4 is the base MAC, not the head of its EUI-64', async () => {
  await using bench = await startBench({ device: { chip: 'esp32c6', mac: 'A0:B1:C2:D3:E4:F5' } });
  expect((await bench.provision()).result?.mac).toBe('A0B1C2D3E4F5');
});

test('F-13: a MAC that does not match its checksum stops the run', async () => {
  await using bench = await startBench({ device: { chip: 'esp32' } });
  const { board } = bench.device;
  board.efuses.spoil(board.chip.efuse.mac, 0x8);
  const { failure } = await bench.provision();
  expect(failure).toMatchObject({
    step: 'read-mac',
    error: {
      code: 'mac-invalid',
      title: 'The MAC address in the eFuses is not valid',
      hint: 'Set this device aside: it cannot be told apart from others.',
    },
    deviceState: 'untouched',
  });
  expect(failure?.error.detail).toContain('does not match its checksum');
});

test('F-57: a firmware that restarts over and over: named, with its last lines, after everything was verified', async () => {
  await using bench = await startBench({ device: { firmware: 'boot-loop' } });
  const { failure } = await bench.provision();
  expect(failure).toMatchObject({
    step: 'configure-wifi',
    error: { code: 'boot-loop', title: 'The firmware restarts over and over' },
    deviceState: 'written-verified',
  });
  expect(failure?.error.detail).toContain('Guru Meditation Error');
  expect(failure?.error.detail.split(' | ').length).toBeLessThanOrEqual(10);
  expect(failure?.error.hint).toContain('Flash a firmware that starts');
});

test.each([
  ['without Wi-Fi', { wifi: null }],
  ['with a network that is not confirmed', { confirmWifi: false }],
])('F-57, %s: it does not pass for a firmware that runs', async (_case, changes) => {
  await using bench = await startBench({ device: { firmware: 'boot-loop' } });
  const { failure } = await bench.provision(changes);
  expect(failure).toMatchObject({
    step: 'boot',
    error: { code: 'boot-loop' },
    deviceState: 'written-verified',
  });
  expect(failure?.error.detail).toContain('Guru Meditation Error');
});

test('a firmware that counts on a larger flash than there is restarts over and over: its own words are told', async () => {
  await using bench = await startBench({ device: { flashSize: 4 << 20 } });
  const { chip, flash } = bench.device.board;
  flash.erase(0, 0x1000);
  flash.program(0, firmwareImage(chip, 'bootloader', 16 << 20));
  const { failure } = await bench.provision({ partition: 'prov_nvs' });
  expect(failure).toMatchObject({ step: 'configure-wifi', error: { code: 'boot-loop' } });
  expect(failure?.error.detail).toContain(
    'Detected size(4096k) smaller than the size in the binary image header(16384k)',
  );
});
