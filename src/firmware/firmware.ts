import type { ProvisioningError } from '../contract/provisioning-error.ts';
import type { ChipName } from '../contract/chip.ts';

/** Bytes and where in the flash they go. */
export interface FirmwarePart {
  /** The file that they come from. */
  name: string;
  /** In bytes from the start of the flash. */
  offset: number;
  bytes: Uint8Array;
}

/** What a chip of one kind gets. */
export interface Build {
  chip: ChipName;
  parts: FirmwarePart[];
}

/** A build that the list has, and whose files are not there. */
export interface MissingBuild {
  chip: ChipName;
  /** `firmware-invalid`, with the file. */
  why: ProvisioningError;
}

/** A firmware as it was chosen, every image in it checked. */
export interface Firmware {
  /** The file that was chosen, without its folder. */
  name: string;
  /** SHA-256 in hex over offset and bytes of every part of every build. */
  sha256: string;
  /** One for each kind of chip. */
  builds: Build[];
  missing: readonly MissingBuild[];
}
