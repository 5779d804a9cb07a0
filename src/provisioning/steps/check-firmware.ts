import type { NvsPlace, NvsRegion } from '../../contract/fields.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
import { keepsItsData, overlaps } from '../partition-kind.ts';
import type { FirmwareForChip, Partition } from '../tools.ts';

export type FirmwarePart = FirmwareForChip['parts'][number];

/**
 * What of a firmware is to be flashed onto a device with this flash, this partition table and its settings there: of one
 * image over everything not what it leaves blank of settings and data. Throws `firmware-too-large`,
 * `firmware-overlaps-nvs` and `firmware-invalid`.
 */
export function firmwareParts(
  firmware: FirmwareForChip,
  device: { flashSize: number; partitions: readonly Partition[]; place: NvsPlace },
): FirmwarePart[] {
  const { flashSize = 0 } = firmware;
  if (flashSize > device.flashSize) {
    // ESP-IDF's flash driver aborts the start of such a firmware, over and over.
    const sizes = [flashSize, device.flashSize].map((size) => `${size >> 20} MB`);
    throw new ProvisioningError(
      'firmware-too-large',
      `its bootloader was built for a flash of ${sizes[0]}, and this one has ${sizes[1]}`,
    );
  }
  for (const part of firmware.parts) {
    const end = part.offset + part.bytes.length;
    if (end > device.flashSize) {
      throw new ProvisioningError(
        'firmware-too-large',
        `${part.name} ends at ${hex(end)}, beyond ${device.flashSize >> 20} MB`,
      );
    }
  }
  firmware.checkApps(device.partitions);
  return firmware.parts.flatMap((part) => toWrite(part, device));
}

/** Without the place of the settings, and without what it leaves blank of other data: a filler erases nothing. */
function toWrite(
  part: FirmwarePart,
  { partitions, place }: { partitions: readonly Partition[]; place: NvsPlace },
): FirmwarePart[] {
  if (!isBlank(part, place)) {
    throw new ProvisioningError(
      'firmware-overlaps-nvs',
      `${part.name} is not blank where the settings lie, at ${hex(place.offset)}`,
    );
  }
  return [place, ...partitions.filter(keepsItsData)].reduce(
    (pieces, region) =>
      pieces.flatMap((piece) => (isBlank(piece, region) ? without(piece, region) : [piece])),
    [part],
  );
}

function isBlank({ offset, bytes }: FirmwarePart, region: NvsRegion): boolean {
  const from = Math.max(0, region.offset - offset);
  const to = Math.max(0, region.offset + region.size - offset);
  return bytes.subarray(from, to).every((byte) => byte === 0xff);
}

function without(part: FirmwarePart, region: NvsRegion): FirmwarePart[] {
  const { offset, bytes } = part;
  if (!overlaps(region, { offset, size: bytes.length })) return [part];
  const from = Math.max(0, region.offset - offset);
  const to = Math.min(bytes.length, region.offset + region.size - offset);
  return [
    { ...part, bytes: bytes.subarray(0, from) },
    { ...part, offset: offset + to, bytes: bytes.subarray(to) },
  ].filter((piece) => piece.bytes.length > 0);
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
