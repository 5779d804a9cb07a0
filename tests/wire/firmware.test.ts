import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { encodeNvs } from '../../embedded/nvs_partition_gen/encode-nvs.ts';
import { decodeNvs } from '../../embedded/nvs_partition_gen/decode-nvs.ts';
import type { ChipName } from '../../src/contract/chip.ts';
import { stepsOfRun } from '../../src/contract/run.ts';
import { readFirmware } from '../../src/firmware/read-firmware.ts';
import { factoryPartitions } from '../../src/virtual-bench/virtual-esp32/firmware/factory-flash.ts';
import { startBench, stepsOf, WIFI, type Bench } from './bench.ts';
import { startCliBench } from './cli-bench.ts';
import { runCli } from './command-line.ts';
import {
  APP_OFFSET,
  firmwareSet,
  forRevisions,
  merged,
  writeFiles,
  type FirmwareSet,
} from './firmware-set.ts';

const PLACE = 0xa20000;

/** Gives the host a firmware and returns its id. */
async function choose(
  { provisioner }: Bench,
  { files }: FirmwareSet,
  name = 'flasher_args.json',
  image?: { bytes: Uint8Array; address: number },
): Promise<string> {
  const readBeside = (path: string) => {
    const found = files.get(path);
    return found ? Promise.resolve(found) : Promise.reject(new Error(path));
  };
  const bytes = image?.bytes ?? files.get(name) ?? new Uint8Array();
  const source = { name, bytes, address: image?.address, readBeside };
  return provisioner.firmware.add(await readFirmware(source)).id;
}

function newBoard(chip: ChipName = 'esp32s3') {
  return { device: { chip, firmware: 'no-firmware' as const } };
}

/** The bytes of the flash that are no longer erased or were changed, as the flash chip was told. */
function changes({ device }: Bench): { kind: string; address: number; length: number }[] {
  const seen: { kind: string; address: number; length: number }[] = [];
  device.board.flash.onChange((change) => seen.push(change));
  return seen;
}

describe.each(['esp32', 'esp32s3', 'esp32c6'] as const)('a new, erased %s', (chip) => {
  test('gets bootloader, partition table, app and settings in one run, and starts with them', async () => {
    await using bench = await startBench(newBoard(chip));
    const set = firmwareSet(chip);
    const end = await bench.provision({ firmware: await choose(bench, set) });

    expect(end.failure).toBeUndefined();
    expect(stepsOf(end)).toEqual(stepsOfRun({ firmware: 'one' }).map((step) => [step, 'done']));
    for (const [path, offset] of Object.entries(set.offsets)) {
      const bytes = set.files.get(path) ?? new Uint8Array();
      expect(Buffer.compare(bench.device.board.flash.read(offset, bytes.length), bytes)).toBe(0);
    }
    const boot = end.log.join('\n');
    expect(boot).toContain(`UUID: ${end.result?.uuid ?? ''}`);
    expect(boot).toContain(`SSID: ${WIFI.ssid}`);
    const total = Object.keys(set.offsets).reduce(
      (sum, path) => sum + (set.files.get(path)?.length ?? 0),
      0,
    );
    expect(end.result?.proofs.firmware).toEqual({
      status: 'passed',
      detail: `written and verified, ${total} bytes`,
    });
    const records = await bench.provisioner.dispatch('prov:list-records', {});
    expect(records).toMatchObject({ value: [{ firmware: end.result?.firmware }] });
  });
});

test('without a firmware nothing of it is planned, told or proved', async () => {
  await using bench = await startBench();
  const end = await bench.provision({ wifi: null, ca: null });
  expect(end.progress.map(({ step }) => step)).not.toContain('flash-firmware');
  expect(end.result).toMatchObject({ firmware: null });
  expect(end.result?.proofs).not.toHaveProperty('firmware');
});

describe('what the device holds already', () => {
  test('is not written again, and the record keeps its name', async () => {
    await using bench = await startBench(newBoard());
    const firmware = await choose(bench, firmwareSet('esp32s3'));
    const first = await bench.provision({ firmware, wifi: null });
    const seen = changes(bench);
    const { result, progress } = await bench.provision({ firmware, wifi: null });
    expect(seen.filter(({ address }) => address < PLACE)).toEqual([]);
    expect(result?.proofs.firmware?.detail).toMatch(/^equal already, \d+ bytes$/);
    expect(result?.firmware).toEqual(first.result?.firmware);
    const own = progress.filter(({ step }) => step === 'flash-firmware');
    expect(own.map(({ fraction }) => fraction)).toEqual([0, 1]);
    await bench.provision({ wifi: null });
    const records = await bench.provisioner.dispatch('prov:list-records', {});
    expect(records).toMatchObject({ value: [{ firmware: first.result?.firmware }] });
  });

  test('of a new version, only the pieces that differ are written', async () => {
    await using bench = await startBench(newBoard());
    const set = firmwareSet('esp32s3');
    await bench.provision({ firmware: await choose(bench, set), wifi: null });
    const seen = changes(bench);
    bench.device.board.flash.flipBit(APP_OFFSET + 0x2_1234); // in the second piece of the app
    const { result } = await bench.provision({ firmware: await choose(bench, set), wifi: null });
    const outside = seen.filter(({ address }) => address < 0x4_0000 || address >= 0x6_0000);
    expect(outside.filter(({ address }) => address < PLACE)).toEqual([]);
    expect(result?.proofs.firmware?.detail).toMatch(
      /^written and verified, 131072 bytes; \d+ were equal already$/,
    );
  });
});

test('progress is told in bytes, and reaches all of them', async () => {
  await using bench = await startBench(newBoard());
  const { progress } = await bench.provision({
    firmware: await choose(bench, firmwareSet('esp32s3')),
  });
  const bytes = progress
    .filter(({ step }) => step === 'flash-firmware')
    .flatMap(({ bytes: moved }) => (moved ? [moved] : []));
  expect(bytes.length).toBeGreaterThan(6);
  expect(bytes.map(({ done }) => done)).toEqual(
    bytes.map(({ done }) => done).toSorted((one, other) => one - other),
  );
  expect(bytes.at(-1)?.done).toBe(bytes.at(-1)?.total);
});

describe('refused before anything is changed', () => {
  const cases: [
    what: string,
    options: Parameters<typeof startBench>[0],
    firmware: (bench: Bench) => Promise<string>,
    code: string,
    changes?: object,
  ][] = [
    [
      'for another chip',
      newBoard(),
      (bench) => choose(bench, firmwareSet('esp32c3')),
      'firmware-wrong-chip',
    ],
    [
      'for another revision of the chip',
      newBoard(),
      (bench) => {
        const set = firmwareSet('esp32s3');
        const app = set.files.get('app.bin') ?? new Uint8Array();
        set.files.set('app.bin', forRevisions(app, { least: 100 }));
        return choose(bench, set);
      },
      'firmware-wrong-chip app.bin is for an ESP32-S3 of revision v1.0 or higher, and this one has v0.2',
    ],
    ['no longer at hand', newBoard(), () => Promise.resolve('gone'), 'firmware-not-found'],
    [
      'a partition table that reaches beyond the flash',
      { device: { firmware: 'no-firmware', flashSize: 4 << 20 } },
      (bench) => choose(bench, firmwareSet('esp32s3')),
      'firmware-invalid',
    ],
    [
      'an image beyond the flash',
      { device: { flashSize: 4 << 20 } },
      (bench) => {
        const set = firmwareSet('esp32s3', { flashSize: 4 << 20 });
        const bytes = merged(set, 5 << 20);
        return choose(bench, set, 'merged.bin', { bytes, address: 0 });
      },
      'firmware-too-large',
      { partition: 'prov_nvs' },
    ],
    [
      'a bootloader that counts on a larger flash',
      { device: { firmware: 'no-firmware', flashSize: 4 << 20 } },
      (bench) => {
        const partitions = factoryPartitions(4 << 20);
        return choose(bench, firmwareSet('esp32s3', { flashSize: 8 << 20, partitions }));
      },
      'firmware-too-large',
      { partition: 'prov_nvs' },
    ],
    [
      'a partition table without the partition',
      newBoard(),
      (bench) => {
        const partitions = factoryPartitions(16 << 20).filter(({ label }) => label !== 'prov_nvs');
        return choose(bench, firmwareSet('esp32s3', { partitions }));
      },
      'partition-mismatch',
    ],
    [
      'an app alone for a board without a partition table',
      newBoard(),
      (bench) => chooseApp(bench, APP_OFFSET),
      'partition-table-missing',
    ],
    [
      'an app alone where no app goes',
      {},
      (bench) => chooseApp(bench, 0x30_0000),
      'firmware-too-large',
    ],
    [
      'data for the place of an app, in a list without a partition table',
      {},
      (bench) => {
        const set = firmwareSet('esp32s3');
        set.files.set('app.bin', new Uint8Array(0x2000).fill(7));
        const list = { '0x20000': 'app.bin' };
        const args = { flash_files: list, extra_esptool_args: { chip: 'esp32s3' } };
        set.files.set('flasher_args.json', Buffer.from(JSON.stringify(args)));
        return choose(bench, set);
      },
      'firmware-invalid',
    ],
    [
      'settings of its own in an image',
      newBoard(),
      (bench) => {
        const set = firmwareSet('esp32s3');
        const bytes = merged(set, PLACE + 0x1_0000);
        bytes[PLACE + 5] = 0;
        return choose(bench, set, 'merged.bin', { bytes, address: 0 });
      },
      'firmware-overlaps-nvs',
    ],
    [
      'a device that starts signed firmware only',
      { device: { security: { secureBoot: true } } },
      (bench) => choose(bench, firmwareSet('esp32s3')),
      'secure-boot',
    ],
  ];

  test.each(cases)('%s', async (_what, options, firmware, code, more = {}) => {
    await using bench = await startBench(options);
    const seen = changes(bench);
    const { failure } = await bench.provision({ firmware: await firmware(bench), ...more });
    const { error, deviceState, step } = failure ?? {};
    expect(`${error?.code ?? ''} ${error?.detail ?? ''}`).toContain(code);
    expect({ step, deviceState }).toEqual({ step: 'inspect', deviceState: 'untouched' });
    expect(seen).toEqual([]);
    expect(bench.ca.received()).toEqual([]);
  });

  function chooseApp(bench: Bench, address: number): Promise<string> {
    const set = firmwareSet('esp32s3');
    const bytes = set.files.get('app.bin') ?? new Uint8Array();
    return choose(bench, set, 'app.bin', { bytes, address });
  }
});

test('a merged image that is blank where the settings lie is written around them', async () => {
  await using bench = await startBench(newBoard());
  const set = firmwareSet('esp32s3');
  const bytes = merged(set);
  const firmware = await choose(bench, set, 'merged.bin', { bytes, address: 0 });
  const { result, failure } = await bench.provision({ firmware, partition: 'nvs' });
  expect(failure).toBeUndefined();
  const counts = result?.proofs.firmware?.detail.match(/\d+/g) ?? [];
  expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(bytes.length - 0x7000); // and what is blank of phy_init
  const { items } = decodeNvs(bench.device.board.flash.read(0x9000, 0x6000));
  expect(items.map(({ key }) => key)).toContain('uuid');
});

describe('another NVS partition of the device', () => {
  const OTHER = { offset: 0x9000, size: 0x6000 };
  const values = encodeNvs([{ namespace: 'app', key: 'k', type: 'string', value: 'v' }], OTHER);

  test('stays as it is where a merged image is blank', async () => {
    await using bench = await startBench();
    const { flash } = bench.device.board;
    flash.program(OTHER.offset, values);
    const set = firmwareSet('esp32s3', { version: '2' });
    const firmware = await choose(bench, set, 'merged.bin', { bytes: merged(set), address: 0 });
    const { result } = await bench.provision({ firmware });
    expect(result).toMatchObject({ warnings: [], proofs: { firmware: { status: 'passed' } } });
    expect(Buffer.compare(flash.read(OTHER.offset, OTHER.size), values)).toBe(0);
  });

  test('is replaced where a list brings content for it, and the result says so', async () => {
    await using bench = await startBench();
    const set = firmwareSet('esp32s3');
    set.files.set('nvs.bin', values);
    const args = { flash_files: { '0x9000': 'nvs.bin' }, extra_esptool_args: { chip: 'esp32s3' } };
    set.files.set('flasher_args.json', Buffer.from(JSON.stringify(args)));
    const { result } = await bench.provision({ firmware: await choose(bench, set) });
    expect(result?.warnings).toEqual([
      'The firmware has brought its own content for the NVS partition "nvs".',
    ]);
  });
});

describe('what goes wrong on the way', () => {
  test.each([0.01, 0.3, 0.5, 0.99])(
    'unplugged at %d of the firmware: told so, and the next run completes it',
    async (share) => {
      await using bench = await startBench(newBoard());
      const firmware = await choose(bench, firmwareSet('esp32s3'));
      let isCut = false;
      const { failure } = await bench.provision({ firmware }, (_channel, event) => {
        if (isCut || !('fraction' in event) || event.step !== 'flash-firmware') return;
        if (event.fraction < share) return;
        isCut = true;
        bench.device.server.cutConnection();
      });
      expect(failure).toMatchObject({
        step: 'flash-firmware',
        deviceState: 'firmware-partial',
        recordId: null,
        error: { code: 'port-lost' },
      });
      expect(bench.ca.received()).toEqual([]);
      const again = await bench.provision({ firmware });
      expect(again.result?.wifi.status).toBe('connected');
    },
  );

  test('a bit that the flash did not keep is found, with its address; the next run writes it', async () => {
    await using bench = await startBench(newBoard());
    const firmware = await choose(bench, firmwareSet('esp32s3'));
    const at = APP_OFFSET + 0x321;
    let isFlipped = false;
    bench.device.board.flash.onChange(({ kind, address, length }) => {
      if (isFlipped || kind !== 'program' || address > at || address + length <= at) return;
      isFlipped = true;
      bench.device.board.flash.flipBit(at);
    });
    const { failure } = await bench.provision({ firmware });
    expect(failure).toMatchObject({
      step: 'flash-firmware',
      deviceState: 'firmware-partial',
      error: { code: 'verify-failed' },
    });
    expect(failure?.error.detail).toContain(`at 0x${at.toString(16)}`);
    expect((await bench.provision({ firmware })).failure).toBeUndefined();
  });
});

test('a run for Wi-Fi only flashes no firmware, and says so at the door', async () => {
  await using bench = await startBench();
  const request = bench.request({ includeCredentials: false, ca: null, firmware: 'one' });
  const reply = await bench.provisioner.dispatch('prov:provision-device', request);
  expect(reply).toMatchObject({ ok: false, error: { code: 'bad-request' } });
});

describe('command line', () => {
  test.each(['flasher_args.json', 'manifest.json', 'merged.bin@0x0'])(
    '--firmware %s',
    async (name) => {
      const folder = await mkdtemp(join(tmpdir(), 'firmware-'));
      try {
        const set = firmwareSet('esp32s3');
        await writeFiles(folder, set.files.set('merged.bin', merged(set)));
        const bench = await startCliBench({ device: { firmware: 'no-firmware' } });
        const { exitCode, stdout } = await runCli(
          bench.provision('--firmware', join(folder, name)),
        );
        expect(stdout).toMatch(/^ 4\/13 {2}Flash firmware +done .*written and verified/m);
        expect(stdout).toMatch(/^Firmware +\S+, SHA-256 [0-9a-f]{16}$/m);
        expect(exitCode).toBe(0);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );

  test.each([
    ['missing.bin', 'file-unreadable'],
    ['broken.bin', 'firmware-invalid'],
    ['broken.bin@131072', 'bad-request'],
  ])('--firmware %s is refused before a port is opened', async (name, code) => {
    const bench = await startCliBench();
    bench.file('broken.bin', 'no firmware');
    const { exitCode, stderr } = await runCli(
      bench.provision('--firmware', join(bench.folder, name)),
    );
    expect(stderr).toContain(`Code: ${code}`);
    expect(exitCode).toBe(2);
  });
});
