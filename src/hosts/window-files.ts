import type { ChosenFirmware, Output } from '../contract/channels.ts';
import type { FirmwareSource } from '../firmware/read-firmware.ts';

/** A file that a person wants to have. */
export interface OutgoingFile {
  /** Letters, digits, hyphens and one dot: harmless in every file system and header. */
  name: string;
  /** Made when it is needed and not before: it may hold secrets. */
  text: () => Promise<string>;
}

/** A file that a person has chosen. */
export interface IncomingFile {
  /** Without its folder. */
  name: string;
  text: string;
}

/** How files come into this host; undefined if the person thought better of it. */
export type OpenFile = (kind: 'certificate' | 'profile') => Promise<IncomingFile | undefined>;

/** How files leave this host: by a dialog, or as a download. */
export type SaveFile = (file: OutgoingFile) => Promise<Output<'prov:save-credentials'>>;

/** Takes a firmware in: reads it, checks it, keeps it for runs. Throws `firmware-invalid`. */
export type AcceptFirmware = (source: FirmwareSource) => Promise<ChosenFirmware>;

/** How a firmware comes into this host: by a dialog, or as an upload. The address is that of a `.bin`. */
export type ChooseFirmware = (
  address: number | undefined,
  accept: AcceptFirmware,
) => Promise<Output<'prov:choose-firmware'>>;

export interface Files {
  saveFile: SaveFile;
  openFile: OpenFile;
  chooseFirmware: ChooseFirmware;
}
