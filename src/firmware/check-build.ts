import { revisionText } from '../../embedded/esptool/chip-revision.ts';
import {
  type FirmwareImage,
  IMAGE_MAGIC,
  parseFirmwareImage,
} from '../../embedded/esptool/firmware-image.ts';
import {
  PARTITION_TABLE_OFFSET,
  PARTITION_TABLE_SIZE,
  parsePartitionTable,
  type Partition,
} from '../../embedded/esptool/partition-table.ts';
import { CHIPS } from '../contract/chip.ts';
import type { ErrorCode } from '../contract/errors.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { Build, FirmwarePart } from './firmware.ts';
import { asFirmwareError } from './image-failure.ts';

const SECTOR = 0x1000;
const APP = 0;
const BLANK = 0xff;

/** The partition table that a build brings along; undefined where it has none, as an app alone. */
export function partitionTableOf({ parts }: Pick<Build, 'parts'>): Partition[] | undefined {
  const part = parts.find((one) => covers(one, PARTITION_TABLE_OFFSET));
  if (!part) return undefined;
  const table = new Uint8Array(PARTITION_TABLE_SIZE).fill(0xff);
  const start = PARTITION_TABLE_OFFSET - part.offset;
  table.set(part.bytes.subarray(start, start + PARTITION_TABLE_SIZE));
  return asFirmwareError(part.name, () => parsePartitionTable(table));
}

/**
 * What can be known of a build without a device: its parts lie in sectors of their own, every bootloader and app in it
 * is whole and for this chip, the bootloader is where the chip looks for it, and every app in its partition.
 * Throws `firmware-invalid` with the file.
 */
export function checkBuild(build: Build): void {
  checkPlaces(build.parts);
  checkBootloader(build);
  const partitions = partitionTableOf(build);
  if (partitions) checkApps(build, partitions, 'firmware-invalid');
  else for (const { offset } of build.parts) imageAt(build, offset);
}

/**
 * Nothing but a whole app for this chip goes into an app partition, from its start on, and no app anywhere else. Throws
 * `firmware-invalid`; `misfit` for an app that these partitions have no room for.
 */
export function checkApps(
  build: Build,
  partitions: readonly Partition[],
  misfit: 'firmware-invalid' | 'firmware-too-large',
): void {
  const apps = partitions.filter(({ type }) => type === APP);
  for (const part of build.parts) {
    for (const app of apps) checkInApp(build, { part, app, misfit });
    const { name, offset } = part;
    const isHome = apps.some((app) => app.offset <= offset && offset < app.offset + app.size);
    if (!isHome && offset > PARTITION_TABLE_OFFSET && isWholeImage(part)) {
      throw new ProvisioningError(
        misfit,
        `the app ${name} at ${hex(offset)} is in no app partition`,
      );
    }
  }
}

function checkInApp(
  build: Build,
  { part, app, misfit }: { part: FirmwarePart; app: Partition; misfit: ErrorCode },
): void {
  const { name, offset, bytes } = part;
  const start = app.offset - offset;
  const inside = bytes.subarray(Math.max(0, start), Math.max(0, start + app.size));
  if (inside.every((byte) => byte === BLANK)) return;
  if (start < 0) {
    throw new ProvisioningError(
      'firmware-invalid',
      `${name} begins at ${hex(offset)}, in the middle of the app partition "${app.label}"`,
    );
  }
  const image = imageAt(build, app.offset);
  if (!image) {
    throw new ProvisioningError(
      'firmware-invalid',
      `${name} has no app at ${hex(app.offset)}, where the app partition "${app.label}" begins`,
    );
  }
  if (image.size > app.size) {
    throw new ProvisioningError(
      misfit,
      `the app at ${hex(app.offset)} is larger than its partition "${app.label}"`,
    );
  }
}

/**
 * Every bootloader and app starts on a chip of this revision; one that does not restarts over and over. Throws
 * `firmware-wrong-chip`.
 */
export function checkRevision(build: Build, revision: number): void {
  for (const offset of imageOffsets(build)) {
    const revisions = imageAt(build, offset)?.revisions;
    if (!revisions || (revisions.least <= revision && revision <= revisions.most)) continue;
    const part = build.parts.find((one) => covers(one, offset));
    const { title } = CHIPS[build.chip];
    throw new ProvisioningError(
      'firmware-wrong-chip',
      `${part?.name ?? 'it'} is for an ${title} of revision ${inWords(revisions)}, and this one has ${revisionText(revision)}`,
    );
  }
}

function imageOffsets(build: Build): Set<number> {
  const apps = partitionTableOf(build)?.filter(({ type }) => type === APP) ?? build.parts;
  return new Set([CHIPS[build.chip].bootloaderOffset, ...apps.map(({ offset }) => offset)]);
}

function inWords({ least, most }: FirmwareImage['revisions']): string {
  if (most === Infinity) return `${revisionText(least)} or higher`;
  return least === 0
    ? `${revisionText(most)} or lower`
    : `${revisionText(least)} to ${revisionText(most)}`;
}

/** Data may begin with the byte of an image by chance; a whole one is no chance. */
function isWholeImage({ bytes }: FirmwarePart): boolean {
  try {
    return parseFirmwareImage(bytes).size > 0;
  } catch {
    return false;
  }
}

/** The image that begins there, checked; undefined where none begins. */
export function imageAt({ chip, parts }: Build, offset: number): FirmwareImage | undefined {
  const part = parts.find((one) => covers(one, offset));
  if (part?.bytes[offset - part.offset] !== IMAGE_MAGIC) return undefined;
  const image = asFirmwareError(part.name, () =>
    parseFirmwareImage(part.bytes.subarray(offset - part.offset)),
  );
  if (image.chip !== chip) {
    const other = image.chip in CHIPS ? CHIPS[image.chip as keyof typeof CHIPS].title : image.chip;
    throw new ProvisioningError(
      'firmware-invalid',
      `${part.name} is for the ${other}, and was listed for the ${CHIPS[chip].title}`,
    );
  }
  return image;
}

function checkPlaces(parts: readonly FirmwarePart[]): void {
  const sorted = parts.toSorted((one, other) => one.offset - other.offset);
  for (const [index, { name, offset, bytes }] of sorted.entries()) {
    const where = `${name} at ${hex(offset)}`;
    if (bytes.length === 0) throw new ProvisioningError('firmware-invalid', `${name} is empty`);
    if (offset % SECTOR !== 0) {
      throw new ProvisioningError('firmware-invalid', `${where} does not begin with a sector`);
    }
    const next = sorted[index + 1];
    if (next && Math.ceil((offset + bytes.length) / SECTOR) * SECTOR > next.offset) {
      throw new ProvisioningError('firmware-invalid', `${where} overlaps ${next.name}`);
    }
  }
}

/** Whoever brings a partition table brings the bootloader too, and at the place where this chip starts. */
function checkBootloader(build: Build): void {
  const offset = CHIPS[build.chip].bootloaderOffset;
  const isBelowTable = build.parts.find((part) => part.offset < PARTITION_TABLE_OFFSET);
  if (isBelowTable && imageAt(build, offset) === undefined) {
    throw new ProvisioningError(
      'firmware-invalid',
      `${isBelowTable.name} has no bootloader at ${hex(offset)}, where the ${CHIPS[build.chip].title} looks for it`,
    );
  }
}

function covers({ offset, bytes }: FirmwarePart, place: number): boolean {
  return offset <= place && place < offset + bytes.length;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
