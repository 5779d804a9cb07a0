import { randomUUID } from 'node:crypto';

import type { ChosenFirmware } from '../contract/channels.ts';
import { CHIPS, type ChipName } from '../contract/chip.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import { checkPartitionTable } from '../../embedded/esptool/check-partition-table.ts';
import type { Partition } from '../../embedded/esptool/partition-table.ts';
import { checkApps, checkRevision, imageAt, partitionTableOf } from './check-build.ts';
import type { Build, Firmware, FirmwarePart } from './firmware.ts';
import { asFirmwareError } from './image-failure.ts';

/** How many stay at hand: an operator changes between a few products, and each takes some megabytes. */
const KEPT = 8;

/** A firmware for the chip that is on the line. */
export interface FirmwareForChip {
  name: string;
  sha256: string;
  parts: readonly FirmwarePart[];
  /** Of the flash that its bootloader was built for, in bytes; undefined where it brings none along. */
  flashSize: number | undefined;
  /** The partition table that comes with it, checked against this flash; undefined where it brings none along. */
  partitionTable(flashSize: number): Partition[] | undefined;
  /** Checks it against the app partitions of a device. Throws `firmware-invalid` and `firmware-too-large`. */
  checkApps(partitions: readonly Partition[]): void;
}

/** The firmware files that were chosen, read into memory: what a run flashes is what was checked. */
export class FirmwareShelf {
  readonly #kept = new Map<string, Firmware>();

  add(firmware: Firmware): ChosenFirmware {
    const id = randomUUID();
    this.#kept.set(id, firmware);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    const { name, sha256, builds } = firmware;
    return {
      id,
      name,
      sha256,
      builds: builds.map(({ chip, parts }) => ({
        chip,
        parts: parts.map((part) => ({
          name: part.name,
          offset: part.offset,
          size: part.bytes.length,
        })),
      })),
    };
  }

  /** Throws `firmware-not-found` and `firmware-wrong-chip`; `firmware-invalid` for a build whose files were not there. */
  take(id: string, { chip, revision }: { chip: ChipName; revision: number }): FirmwareForChip {
    const firmware = this.#kept.get(id);
    if (!firmware) throw new ProvisioningError('firmware-not-found');
    const { name, sha256, builds, missing } = firmware;
    const build = builds.find((one) => one.chip === chip);
    if (!build) {
      const known = missing.find((one) => one.chip === chip);
      if (known) throw known.why;
      const chips = builds.map((one) => CHIPS[one.chip].title).join(', ');
      throw new ProvisioningError(
        'firmware-wrong-chip',
        `${name} is for the ${chips}, and this is an ${CHIPS[chip].title}`,
      );
    }
    checkRevision(build, revision);
    return {
      name,
      sha256,
      parts: build.parts,
      flashSize: imageAt(build, CHIPS[chip].bootloaderOffset)?.flashSize,
      partitionTable: (flashSize) => checkedTable(name, build, flashSize),
      checkApps: (partitions) => checkApps(build, partitions, 'firmware-too-large'),
    };
  }
}

function checkedTable(name: string, build: Build, flashSize: number): Partition[] | undefined {
  const partitions = partitionTableOf(build);
  if (partitions) asFirmwareError(name, () => checkPartitionTable(partitions, flashSize));
  return partitions;
}
