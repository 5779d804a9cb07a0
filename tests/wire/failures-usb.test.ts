import { expect, test } from 'vitest';

import type { Event, EventChannel } from '../../src/contract/channels.ts';
import { startUsbBench, SOCKET } from './usb-bench.ts';
import { Stopwatch } from './stopwatch.ts';

const WAITING = 'Waiting for the device to come back';

/** Whether the run says that it waits for the device, for the `nth` time, counted from 1. */
function waits(nth: number): (channel: EventChannel, event: Event<EventChannel>) => boolean {
  let count = 0;
  return (channel, event) =>
    channel === 'prov:progress' && 'note' in event && event.note === WAITING && ++count === nth;
}

test('F-03, USB-Serial/JTAG: goes away with each reset, is found again, and the run passes', async () => {
  await using usb = await startUsbBench({ usb: 'serial-jtag' });
  const { path, productId } = await usb.port();
  expect(productId).toBe('1001');
  const { result, failure, progress, log } = await usb.bench.provision({ port: path });
  expect(failure).toBeUndefined();
  expect(result?.mac).toBe('A0B1C2D3E4F5');
  expect(result?.wifi.ip).not.toBeNull();
  expect(progress.filter(({ note }) => note === WAITING).map(({ step }) => step)).toEqual([
    'connect',
    'boot',
  ]);
  expect(log).toContain(WAITING);
  expect((await usb.port()).path).not.toBe(path);
});

test('USB-Serial/JTAG: the watchdogs that the firmware left running do not end the session', async () => {
  await using usb = await startUsbBench({ usb: 'serial-jtag', faults: { watchdogRunsOn: true } });
  const { result, log } = await usb.bench.provision({ port: (await usb.port()).path });
  expect(result?.proofs.readBack.status).toBe('passed');
  expect(log.join('\n')).not.toContain('The flasher stub did not start');
});

test.each(['esp32s2', 'esp32s3'] as const)(
  'F-03, USB-OTG of an %s: ROM and firmware are two devices; both are found, and the run passes',
  async (chip) => {
    await using usb = await startUsbBench({ chip, usb: 'otg' });
    const { path, productId } = await usb.port();
    const { result, failure } = await usb.bench.provision({ port: path });
    expect(failure).toBeUndefined();
    expect(result?.proofs.boot.detail).toContain(`USB 303a:${productId}`);
    expect(result?.wifi.ip).not.toBeNull();
  },
);

test('USB-OTG of an ESP32-P4, whose reset pin no line reaches: the watchdog starts its firmware', async () => {
  await using usb = await startUsbBench({ chip: 'esp32p4', usb: 'otg' });
  const { path } = await usb.port();
  const { result, failure } = await usb.bench.provision({ port: path, wifi: null });
  expect(failure).toBeUndefined();
  expect(result?.proofs.boot.status).toBe('passed');
});

test('F-03: the right one of two boards in the ROM is found, though both have the serial number 0', async () => {
  await using usb = await startUsbBench({ usb: 'otg' });
  const { path } = await usb.port();
  const other = usb.makeBoard({ usb: 'otg', mac: 'A0:B1:C2:00:00:01' });
  other.setLines({ dtr: false, rts: true });
  other.setLines({ dtr: true, rts: false }); // and stays in its ROM
  await usb.bus.plug('1-2', other);
  const { result } = await usb.bench.provision({ port: path });
  expect(result?.mac).toBe('A0B1C2D3E4F5');
});

test('F-03: another board in the socket stops the run before anything is written to it', async () => {
  await using usb = await startUsbBench({ usb: 'serial-jtag', faults: { stubsThatCrash: 1 } });
  const other = usb.makeBoard({ usb: 'serial-jtag', mac: 'A0:B1:C2:00:00:01' });
  const changes: unknown[] = [];
  other.flash.onChange((change) => changes.push(change));
  const isSecondReset = waits(2);
  const { path } = await usb.port();
  const { failure } = await usb.bench.provision({ port: path }, (channel, event) => {
    if (isSecondReset(channel, event)) void usb.bus.plug(SOCKET, other);
  });
  expect(failure).toMatchObject({
    step: 'inspect',
    error: { code: 'device-changed', title: 'Another device is on the port now' },
    deviceState: 'untouched',
  });
  expect(failure?.error.hint).toContain('Plug the first device in again');
  expect(changes).toEqual([]);
});

test('F-04: a loss that no reset explains is one, within a second, over USB too', async () => {
  await using usb = await startUsbBench({ usb: 'serial-jtag' });
  const { path } = await usb.port();
  using watch = new Stopwatch();
  let pulledAt: number | undefined;
  const { failure } = await usb.bench.provision({ port: path }, (channel, event) => {
    if (pulledAt !== undefined || channel !== 'prov:progress' || !('step' in event)) return;
    if (event.step !== 'verify-nvs') return;
    pulledAt = watch.ms;
    void usb.bus.unplug(SOCKET);
  });
  expect(watch.ms - (pulledAt ?? NaN)).toBeLessThan(1_000);
  expect(failure).toMatchObject({
    step: 'verify-nvs',
    error: { code: 'port-lost' },
    deviceState: 'written-unverified',
  });
});

test('F-08: a USB that is dead after the reset: said so, and the next run goes on with the same identity', async () => {
  await using usb = await startUsbBench({ usb: 'serial-jtag', faults: { usbDiesAfterResets: 1 } });
  const { path } = await usb.port();
  const first = await usb.bench.provision({ port: path });
  expect(first.failure).toMatchObject({
    step: 'boot',
    error: { code: 'device-not-back' },
    deviceState: 'written-verified',
  });
  expect(first.failure?.error.hint).toContain('plug it in again and run once more');

  await usb.bus.plug(SOCKET, usb.makeBoard({ usb: 'serial-jtag' })); // the same MAC: power brought it back
  const again = await usb.bench.provision({ port: (await usb.port()).path });
  expect(again.result?.recordId).toBe(first.failure?.recordId);
});

test.each(['serial-jtag', 'otg'] as const)(
  'F-56, %s: a chip that stays in download mode after the reset is written and verified; press RESET',
  async (kind) => {
    await using usb = await startUsbBench({ usb: kind, faults: { staysInDownloadMode: true } });
    const { path } = await usb.port();
    const { failure } = await usb.bench.provision({ port: path });
    expect(failure).toMatchObject({
      step: 'boot',
      error: { code: 'boot-download-mode', title: 'The device stayed in the bootloader' },
      deviceState: 'written-verified',
    });
    expect(failure?.error.hint).toContain('Press RESET once');
  },
);
