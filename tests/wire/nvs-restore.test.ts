import fc from 'fast-check';
import { expect, test } from 'vitest';

import { editNvs } from '../../embedded/nvs_partition_gen/edit-nvs.ts';
import { encodeNvs } from '../../embedded/nvs_partition_gen/encode-nvs.ts';
import type { FlashChange } from '../../src/virtual-bench/virtual-esp32/silicon/flash.ts';
import { randomEntries } from '../unit/nvs_partition_gen/random-entries.ts';
import { startBench, type Bench } from './bench.ts';

const REGION = { offset: 0x9000, size: 0x6000 };
const SECTOR = 0x1000;
const PAGE = 0x100;
const WIFI_ONLY = {
  nvs: REGION,
  includeCredentials: false,
  ca: null,
  wifiOnlyBy: 'partition',
  confirmWifi: false,
} as const;

/**
 * Cuts the power in the middle of the write: after so many sectors are erased or pages programmed, one counted as the
 * other. What the flash chip would have done after that is taken back. @returns whether it came to that
 */
function cutPowerAfter(operations: number, { device }: Bench): () => boolean {
  const { board } = device;
  let left = operations;
  let isCut = false;
  let before = board.flash.read(REGION.offset, REGION.size);
  const stop = board.flash.onChange((change) => {
    const unit = change.kind === 'erase' ? SECTOR : PAGE;
    const count = Math.ceil(change.length / unit);
    if (left >= count) {
      left -= count;
      before = board.flash.read(REGION.offset, REGION.size);
      return;
    }
    takeBack(change, left * unit);
    isCut = true;
    stop();
    board.unplug();
  });
  const takeBack = ({ address }: FlashChange, done: number) => {
    const from = address + done - REGION.offset;
    board.flash.bytes.set(before.subarray(from), REGION.offset + from);
  };
  return () => isCut;
}

/** 6 sectors and 96 pages are written; one more, and the write comes to its end. */
const OPERATIONS = 102;
const BATCH = 17;

/** As many partitions of some firmware, full of keys that are none of ours, with room left for a network. */
function randomPartitions(count: number, seed: number): Uint8Array[] {
  const network = { namespace: 'deviceprovision', key: 'wifi_ssid', type: 'string' } as const;
  const partitions = fc
    .sample(randomEntries(2), { seed, numRuns: count * 8 })
    .flatMap((entries) => {
      try {
        const image = encodeNvs(entries, { size: REGION.size });
        editNvs(image, [{ action: 'set', entry: { ...network, value: 'x'.repeat(300) } }]);
        return [image];
      } catch {
        return []; // too much for six pages
      }
    });
  expect(partitions.length).toBeGreaterThanOrEqual(count);
  return partitions.slice(0, count);
}

function put({ device: { board } }: Bench, partition: Uint8Array): void {
  board.flash.erase(REGION.offset, REGION.size);
  board.flash.program(REGION.offset, partition);
}

/** A run for Wi-Fi only whose power is cut after so many flash operations. */
async function cutOff(operations: number, bench: Bench): Promise<void> {
  const isCut = cutPowerAfter(operations, bench);
  const end = await bench.provision(WIFI_ONLY);
  expect([operations, isCut(), end.failure?.error.code]).toEqual([operations, true, 'port-lost']);
  bench.device.board.plugIn();
}

function restore({ provisioner, device }: Bench) {
  return provisioner.dispatch('prov:nvs-restore', { port: device.url });
}

test.each(Array.from({ length: OPERATIONS / BATCH }, (_, batch) => batch * BATCH))(
  'power cut at flash operations %i and the next 16, each on another random partition: restore brings the old values back',
  { timeout: 120_000 }, // each is 17 runs and 17 restores
  async (first) => {
    await using bench = await startBench();
    const { board } = bench.device;
    for (const [index, partition] of randomPartitions(BATCH, first).entries()) {
      const operations = first + index;
      put(bench, partition);
      await cutOff(operations, bench);
      expect(await restore(bench)).toMatchObject({ ok: true, value: [REGION] });
      const now = board.flash.read(REGION.offset, REGION.size);
      expect([operations, Buffer.compare(now, partition)]).toEqual([operations, 0]);
    }
    const kept = await bench.provisioner.dispatch('prov:nvs-list-restores', {});
    expect(kept).toEqual({ ok: true, value: [] });
  },
);

test.each([0, 3, 6, 50, 101])(
  'the power fails once more at operation %i of the restore: the copy is still there, and brings the old values back',
  { timeout: 120_000 },
  async (operations) => {
    await using bench = await startBench();
    const { board } = bench.device;
    const [partition = new Uint8Array()] = randomPartitions(1, operations);
    put(bench, partition);
    await cutOff(50, bench);
    cutPowerAfter(operations, bench);
    expect(await restore(bench)).toMatchObject({ ok: false });
    board.plugIn();
    expect(await restore(bench)).toMatchObject({ ok: true, value: [REGION] });
    expect(Buffer.compare(board.flash.read(REGION.offset, REGION.size), partition)).toBe(0);
  },
);
