import { createHash } from 'node:crypto';

import { IMAGE_MAGIC, parseFirmwareImage } from '../../embedded/esptool/firmware-image.ts';
import { ChipName } from '../contract/chip.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import { checkBuild } from './check-build.ts';
import { parseList, type ReadBeside } from './firmware-files.ts';
import type { Build, Firmware, FirmwarePart, MissingBuild } from './firmware.ts';
import { readFlasherArgs } from './flasher-args.ts';
import { asFirmwareError } from './image-failure.ts';
import { readWebToolsManifest } from './web-tools-manifest.ts';

export interface FirmwareSource {
  /** Of the file that was chosen, without its folder. */
  name: string;
  bytes: Uint8Array;
  /** Where a `.bin` goes, in bytes; the start of the flash if left out. A list has offsets of its own. */
  address?: number | undefined;
  readBeside: ReadBeside;
}

/** Where a second stage bootloader can lie, of whatever chip. */
const BOOTLOADER_OFFSETS = [0x0, 0x1000, 0x2000];

/**
 * Reads what may be chosen as a firmware: ESP-IDF's flasher_args.json, the manifest.json of ESP Web Tools, or a `.bin`.
 * Throws `firmware-invalid` with the field or the file that is wrong.
 */
export async function readFirmware(source: FirmwareSource): Promise<Firmware> {
  const { name, bytes, address, readBeside } = source;
  if (!/\.json$/i.test(name)) {
    return checked(name, { builds: [mergedBuild({ name, offset: address ?? 0, bytes })] });
  }
  if (address !== undefined) {
    throw new ProvisioningError('firmware-invalid', `${name} says itself where its files go`);
  }
  const list = parseList(new TextDecoder().decode(bytes), name);
  const isManifest = typeof list === 'object' && list !== null && 'builds' in list;
  const listed = isManifest
    ? await readWebToolsManifest(list, readBeside)
    : { builds: await readFlasherArgs(list, readBeside) };
  return checked(name, listed);
}

/** A bare `.bin` names no chip: the header of the bootloader in it does, or that of the app. */
function mergedBuild(part: FirmwarePart): Build {
  const { bytes, offset } = part;
  const starts = [0, ...BOOTLOADER_OFFSETS.map((place) => place - offset)];
  const start = starts.find((at) => at >= 0 && bytes[at] === IMAGE_MAGIC);
  if (start === undefined) {
    throw new ProvisioningError(
      'firmware-invalid',
      `${part.name} holds neither a bootloader nor an app at 0x${offset.toString(16)}`,
    );
  }
  const { chip } = asFirmwareError(part.name, () => parseFirmwareImage(bytes.subarray(start)));
  const known = ChipName.safeParse(chip);
  if (!known.success) throw new ProvisioningError('firmware-invalid', `it is for the chip ${chip}`);
  return { chip: known.data, parts: [part] };
}

function checked(
  name: string,
  { builds, missing = [] }: { builds: Build[]; missing?: readonly MissingBuild[] },
): Firmware {
  if (builds.length === 0) {
    throw new ProvisioningError('firmware-invalid', `${name} has no build for a chip known here`);
  }
  for (const build of builds) checkBuild(build);
  return { name, builds, missing, sha256: digestOf(builds) };
}

function digestOf(builds: readonly Build[]): string {
  const hash = createHash('sha256');
  for (const { chip, parts } of builds) {
    for (const { offset, bytes } of parts) {
      hash.update(`${chip} ${offset} ${bytes.length}\n`).update(bytes);
    }
  }
  return hash.digest('hex');
}
