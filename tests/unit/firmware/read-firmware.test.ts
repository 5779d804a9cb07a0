import { describe, expect, test } from 'vitest';

import { FirmwareShelf } from '../../../src/firmware/firmware-shelf.ts';
import { readFirmware } from '../../../src/firmware/read-firmware.ts';
import { chips } from '../../../src/virtual-bench/virtual-esp32/chips.ts';
import { firmwareImage } from '../../../src/virtual-bench/virtual-esp32/firmware/firmware-image.ts';
import {
  APP_OFFSET,
  firmwareSet,
  forRevisions,
  merged,
  type FirmwareSet,
} from '../../wire/firmware-set.ts';

/** Reads one file of a set, the others beside it; or other bytes under that name. */
function read(
  { files }: FirmwareSet,
  name: string,
  { bytes = files.get(name), address }: { bytes?: Uint8Array | undefined; address?: number } = {},
) {
  return readFirmware({
    name,
    bytes: bytes ?? new Uint8Array(),
    address,
    readBeside: (path) => {
      const found = files.get(path);
      return found ? Promise.resolve(found) : Promise.reject(new Error('ENOENT'));
    },
  });
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

function change(set: FirmwareSet, path: string, work: (bytes: Uint8Array) => Uint8Array) {
  set.files.set(path, work(new Uint8Array(set.files.get(path) ?? [])));
  return set;
}

const small = () => firmwareSet('esp32s3', { appSize: 0x4000 });

/** A manifest whose one part has this path. */
function manifestOf(path: string, chipFamily = 'ESP32-S3'): FirmwareSet {
  const builds = [{ chipFamily, parts: [{ path, offset: 0 }] }];
  return change(small(), 'manifest.json', () => json({ builds }));
}

function argsOf(files: Record<string, string>, chip?: string): Uint8Array {
  return json({ flash_files: files, ...(chip && { extra_esptool_args: { chip } }) });
}

describe.each(['esp32', 'esp32s3', 'esp32c5'] as const)('%s', (chip) => {
  test('flasher_args.json, manifest.json and the merged image hold the same', async () => {
    const set = firmwareSet(chip);
    const args = await read(set, 'flasher_args.json');
    const manifest = await read(set, 'manifest.json');
    const image = await read(set, 'merged.bin', { bytes: merged(set) });
    const places = ({ builds: [build] }: typeof args) =>
      Object.fromEntries(build?.parts.map(({ name, offset }) => [name, offset]) ?? []);
    expect(args.builds).toMatchObject([{ chip }]);
    expect(places(args)).toEqual(set.offsets);
    expect(places(manifest)).toEqual(set.offsets);
    expect(image.builds).toMatchObject([{ chip, parts: [{ name: 'merged.bin', offset: 0 }] }]);
  });
});

test('an app alone, at its address', async () => {
  const firmware = await read(small(), 'app.bin', { address: APP_OFFSET });
  expect(firmware.builds).toMatchObject([{ chip: 'esp32s3', parts: [{ offset: APP_OFFSET }] }]);
});

type Case = [what: string, read: () => Promise<unknown>, words: RegExp];
const args = (bytes: Uint8Array) => () => read(small(), 'flasher_args.json', { bytes });
const changed = (path: string, work: (bytes: Uint8Array) => Uint8Array) => () =>
  read(change(small(), path, work), 'flasher_args.json');
const flip = (bytes: Uint8Array, ...places: number[]) =>
  places.reduce((all, at) => all.with(at, (all[at] ?? 0) ^ 1), bytes);

const LISTS: Case[] = [
  ['no JSON', args(Buffer.from('{')), /flasher_args.json is no JSON/],
  ['no chip', args(argsOf({ '0x0': 'app.bin' })), /extra_esptool_args/],
  ['no file', args(argsOf({}, 'esp32')), /flash_files: it names no file/],
  ['a list of nothing', args(json([])), /^Invalid input: expected object/],
  ['a chip that is none', args(argsOf({ '0x0': 'app.bin' }, 'esp9')), /extra_esptool_args\.chip/],
  [
    'an offset that is none',
    args(argsOf({ app: 'a' }, 'esp32')),
    /flash_files\.app: a hex offset such as 0x10000/,
  ],
  ['no builds', () => read(small(), 'manifest.json', { bytes: json({ builds: [] }) }), /builds/],
  [
    'only chips that are not known here',
    () => read(manifestOf('old.bin', 'ESP8266'), 'manifest.json'),
    /no build for a chip known here/,
  ],
  [
    'a file that is not there',
    () => read(manifestOf('missing.bin'), 'manifest.json'),
    /builds\.0\.parts\.0\.path: "missing\.bin" cannot be read/,
  ],
  [
    'an address for a list',
    () => read(small(), 'manifest.json', { address: 0 }),
    /says itself where its files go/,
  ],
];

const IMAGES: Case[] = [
  [
    'data where an app goes',
    changed('app.bin', () => new Uint8Array(0x2000).fill(7)),
    /app\.bin has no app at 0x20000, where the app partition "factory" begins/,
  ],
  [
    'a .bin without a bootloader or app',
    () => read(small(), 'x.bin', { bytes: Buffer.from('no firmware') }),
    /neither a bootloader nor an app at 0x0/,
  ],
  ['a flipped bit', changed('app.bin', (app) => flip(app, 0x1000)), /app\.bin: .*checksum is/],
  [
    'two flipped bits that the checksum does not see',
    changed('app.bin', (app) => flip(app, 0x1000, 0x1001)),
    /app\.bin: .*SHA-256 is wrong/,
  ],
  ['a cut file', changed('app.bin', (app) => app.slice(0, 0x2000)), /app\.bin: .*ends beyond/],
  [
    'an app for another chip',
    changed('app.bin', () => firmwareImage(chips.esp32c3, 'other', 4 << 20)),
    /app\.bin is for the ESP32-C3, and was listed for the ESP32-S3/,
  ],
  [
    'a bootloader where the chip does not look',
    () =>
      read(firmwareSet('esp32'), 'flasher_args.json', {
        bytes: argsOf({ '0x0': 'bootloader/bootloader.bin', '0x20000': 'app.bin' }, 'esp32'),
      }),
    /no bootloader at 0x1000, where the ESP32 looks for it/,
  ],
  [
    'parts on top of each other',
    args(argsOf({ '0x20000': 'app.bin', '0x21000': 'app.bin' }, 'esp32s3')),
    /app\.bin at 0x20000 overlaps app\.bin/,
  ],
  ['half a sector', args(argsOf({ '0x20800': 'app.bin' }, 'esp32s3')), /begin with a sector/],
  [
    'a damaged partition table',
    changed('partition_table/partition-table.bin', (table) => flip(table, 12)),
    /partition-table\.bin: .*digest/,
  ],
  [
    'an app larger than its partition',
    () => read(firmwareSet('esp32s3', { appSize: 0x10_1000 }), 'flasher_args.json'),
    /the app at 0x20000 is larger than its partition "factory"/,
  ],
  [
    'an app beside its partition',
    args(
      argsOf(
        {
          '0x0': 'bootloader/bootloader.bin',
          '0x8000': 'partition_table/partition-table.bin',
          '0x30000': 'app.bin',
        },
        'esp32s3',
      ),
    ),
    /app\.bin begins at 0x30000, in the middle of the app partition "factory"/,
  ],
];

test.each([...LISTS, ...IMAGES])('what is wrong is named: %s', async (_what, work, words) => {
  await expect(work()).rejects.toMatchObject({
    code: 'firmware-invalid',
    message: expect.stringMatching(words) as string,
  });
});

test.each(['../secret', '/etc/passwd', 'a/../../b', 'https://host/a.bin', 'C:\\a.bin', '..\\b'])(
  'a list cannot reach out of its folder: %s',
  async (path) => {
    await expect(read(manifestOf(path), 'manifest.json')).rejects.toMatchObject({
      code: 'firmware-invalid',
      message: expect.stringContaining('is not in the folder of the list') as string,
    });
  },
);

const S3 = { chip: 'esp32s3', revision: 2 } as const;

describe('a manifest of which somebody took the files of one chip', () => {
  const withoutC3 = () =>
    change(small(), 'manifest.json', (bytes) => {
      const manifest = JSON.parse(Buffer.from(bytes).toString()) as { builds: object[] };
      const c3 = { chipFamily: 'ESP32-C3', parts: [{ path: 'c3.bin', offset: 0 }] };
      return json({ builds: [c3, ...manifest.builds] });
    });

  test('serves the boards of that chip, and tells those of the other what is missing', async () => {
    const shelf = new FirmwareShelf();
    const chosen = shelf.add(await read(withoutC3(), 'manifest.json'));
    expect(chosen.builds).toMatchObject([{ chip: 'esp32s3' }]);
    expect(shelf.take(chosen.id, S3).parts).toHaveLength(3);
    expect(() => shelf.take(chosen.id, { chip: 'esp32c3', revision: 4 })).toThrow(
      expect.objectContaining({
        code: 'firmware-invalid',
        message: 'builds.0.parts.0.path: "c3.bin" cannot be read',
      }),
    );
  });

  test('is refused whole where a path leaves the folder, of whatever build', async () => {
    const set = change(withoutC3(), 'manifest.json', (bytes) =>
      Buffer.from(Buffer.from(bytes).toString().replace('c3.bin', '../c3.bin')),
    );
    await expect(read(set, 'manifest.json')).rejects.toMatchObject({ code: 'firmware-invalid' });
  });
});

describe('the shelf', () => {
  test('gives a chip its own build, and says for which chips there is one', async () => {
    const shelf = new FirmwareShelf();
    const { id } = shelf.add(await read(small(), 'manifest.json'));
    expect(shelf.take(id, S3)).toMatchObject({ name: 'manifest.json' });
    expect(() => shelf.take(id, { chip: 'esp32', revision: 300 })).toThrow(
      expect.objectContaining({
        code: 'firmware-wrong-chip',
        message: 'manifest.json is for the ESP32-S3, and this is an ESP32',
      }),
    );
    expect(() => shelf.take('gone', S3)).toThrow(
      expect.objectContaining({ code: 'firmware-not-found' }),
    );
  });

  test.each([
    ['at least', { least: 100 }, 'app.bin is for an ESP32-S3 of revision v1.0 or higher'],
    ['at most', { most: 1 }, 'app.bin is for an ESP32-S3 of revision v0.1 or lower'],
    ['between', { least: 100, most: 199 }, 'app.bin is for an ESP32-S3 of revision v1.0 to v1.99'],
    ['at least, as older ESP-IDF has it', { old: 1 }, 'revision v1.0 or higher'],
  ])(
    'refuses a board of another revision than the app is for: %s',
    async (_how, revisions, told) => {
      const shelf = new FirmwareShelf();
      const set = change(small(), 'app.bin', (app) => forRevisions(app, revisions));
      const { id } = shelf.add(await read(set, 'manifest.json'));
      expect(() => shelf.take(id, S3)).toThrow(
        expect.objectContaining({
          code: 'firmware-wrong-chip',
          message: expect.stringContaining(told) as string,
        }),
      );
    },
  );

  test.each([{ least: 2 }, { most: 2 }, { least: 0, most: 99 }, { most: 0 }, { old: 0 }])(
    'gives a board of revision v0.2 an app for %j',
    async (revisions) => {
      const shelf = new FirmwareShelf();
      const set = change(small(), 'app.bin', (app) => forRevisions(app, revisions));
      const { id } = shelf.add(await read(set, 'manifest.json'));
      expect(shelf.take(id, S3).name).toBe('manifest.json');
    },
  );

  test('keeps the last eight', async () => {
    const shelf = new FirmwareShelf();
    const firmware = await read(small(), 'manifest.json');
    const ids = Array.from({ length: 9 }, () => shelf.add(firmware).id);
    expect(() => shelf.take(ids[0] ?? '', S3)).toThrow();
    expect(shelf.take(ids[1] ?? '', S3).sha256).toBe(firmware.sha256);
  });
});
