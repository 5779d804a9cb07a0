import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { BoardFaults } from '../../src/virtual-bench/virtual-esp32/line/board-faults.ts';
import { startBench } from './bench.ts';

const HOLD_BOOT = 'Hold BOOT, press RESET, release BOOT';

/** F-05, F-06: what is broken, and what is then seen. */
const NO_BOOTLOADER: [
  what: string,
  faults: BoardFaults,
  told: { code: string; title: string; hint: string },
  firmware?: 'no-firmware',
][] = [
  [
    'nothing comes: TX is not connected',
    { openWires: ['transmit'] },
    {
      code: 'device-silent',
      title: 'Nothing answers on this port',
      hint: 'Check the power and that the cable carries data; hold BOOT, press RESET, release BOOT, try again.',
    },
  ],
  [
    'the boot banner comes, in the wrong mode: BOOT is not connected',
    { openWires: ['boot'] },
    {
      code: 'device-boot-mode',
      title: 'The device was reset but started from its flash instead of the bootloader',
      hint: `${HOLD_BOOT}, then try again; the reset line works, the boot pin was not held.`,
    },
  ],
  [
    'the bootloader waits and hears nothing: RX is not connected',
    { openWires: ['receive'] },
    {
      code: 'device-no-answer',
      title: 'The bootloader runs but does not answer: nothing of what is sent arrives',
      hint: 'Check the wire to the RX pin of the device, or use another cable or USB port, then try again.',
    },
  ],
  [
    'it restarts over and over: BOOT is not connected and there is no firmware',
    { openWires: ['boot'] },
    {
      code: 'device-boot-loop',
      title: 'The device restarts over and over: it has no firmware that starts',
      hint: `${HOLD_BOOT} and try again; flash firmware before provisioning.`,
    },
    'no-firmware',
  ],
];

describe.concurrent('F-05, F-06: why no bootloader answers', () => {
  test.each(NO_BOOTLOADER)('%s', async (_what, faults, told, firmware) => {
    await using bench = await startBench({ device: { faults, ...(firmware && { firmware }) } });
    const { failure } = await bench.provision();
    expect(failure).toMatchObject({ step: 'connect', error: told, deviceState: 'untouched' });
    expect(bench.ca.received()).toHaveLength(0);
  });

  test('the running program prints: RESET and BOOT are not connected', async () => {
    const faults: BoardFaults = { openWires: ['boot', 'enable'] };
    await using bench = await startBench({ device: { faults, timing: 'real' } });
    await expect.poll(() => bench.device.board.uptime()).toBeGreaterThan(1_000); // its banner is past
    const { failure } = await bench.provision();
    expect(failure).toMatchObject({
      step: 'connect',
      error: {
        code: 'device-running',
        title: 'The device is running its own program instead of the bootloader',
        hint: `${HOLD_BOOT}, then try again.`,
      },
      deviceState: 'untouched',
    });
  });
});

test('F-09: a flasher stub that does not start: once more at 115200 baud, and the log says so', async () => {
  await using bench = await startBench({ device: { faults: { stubsThatCrash: 1 } } });
  const { result, log } = await bench.provision();
  expect(result).toBeDefined();
  expect(log.join('\n')).toContain('did not start at 921600 baud, trying once more at 115200');
});

test('F-09: a flasher stub that never starts: said so before anything was changed', async () => {
  await using bench = await startBench({ device: { faults: { stubsThatCrash: 9 } } });
  const { failure } = await bench.provision();
  expect(failure).toMatchObject({
    step: 'inspect',
    error: {
      code: 'stub-failed',
      title: 'The flasher stub did not start on the device',
      hint: 'Choose 115200 baud, check the power supply and try again.',
    },
    deviceState: 'untouched',
  });
});

test.each([
  [600_000, 460_800],
  [300_000, 230_400],
  [200_000, 115_200],
])(
  'F-10: above %i baud the line garbles: the run passes at %i, and the port is remembered',
  async (above, rate) => {
    await using bench = await startBench({ device: { faults: { garblesAbove: above } } });
    const first = await bench.provision();
    expect(first.result).toBeDefined();
    const remembered = await readFile(join(bench.dataDir, 'ports.json'), 'utf8');
    expect(JSON.parse(remembered)).toMatchObject({ rates: { [bench.device.url]: { baud: rate } } });

    const second = await bench.provision();
    expect(second.log).toContain(`${rate} baud, the rate that worked on this port before`);
    expect(second.log.join('\n')).not.toContain('going on at');
    const notes = second.progress.filter(({ step }) => step === 'inspect').map(({ note }) => note);
    expect(notes).toContain(`${rate} baud, the rate that worked on this port before`);
  },
);

test('F-10: a run for Wi-Fi only asks for no rate, and none is remembered', async () => {
  await using bench = await startBench();
  await bench.provision({ wifi: null });
  const { failure } = await bench.provision({ includeCredentials: false, ca: null });
  expect(failure).toBeUndefined();
  await expect(readFile(join(bench.dataDir, 'ports.json'))).rejects.toThrow('ENOENT');
});

test('F-10: who asks for a rate gets it, whatever is remembered', async () => {
  await using bench = await startBench({ device: { faults: { garblesAbove: 200_000 } } });
  await bench.provision();
  const { log, result } = await bench.provision({ baud: 460_800 });
  expect(result).toBeDefined();
  expect(log).toContain('Running at 460800 baud');
});

test('F-18: a write-protected flash is named, and never passes', async () => {
  await using bench = await startBench({ device: { faults: { writeProtected: true } } });
  const { failure } = await bench.provision();
  expect(failure).toMatchObject({
    step: 'verify-nvs',
    error: {
      code: 'flash-write-protected',
      title: 'The flash is write-protected: it keeps nothing of what is written',
    },
    deviceState: 'written-unverified',
  });
  expect(failure?.error.hint).toContain('WP pin');
});

test('F-53: a stub that cannot inflate: once uncompressed, and the run passes', async () => {
  await using bench = await startBench({ device: { faults: { inflatesWrong: true } } });
  const { result, log } = await bench.provision();
  expect(result).toBeDefined();
  expect(log.filter((line) => line.includes('uncompressed'))).toHaveLength(1);
});

test('F-56: a chip that stays in download mode after the reset is written and verified; press RESET', async () => {
  await using bench = await startBench({ device: { faults: { staysInDownloadMode: true } } });
  const { failure } = await bench.provision();
  expect(failure).toMatchObject({
    step: 'boot',
    error: { code: 'boot-download-mode', title: 'The device stayed in the bootloader' },
    deviceState: 'written-verified',
  });
  expect(failure?.error.hint).toContain('Press RESET once');
});
