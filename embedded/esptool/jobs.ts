import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import { displayName } from './chips.ts';
import { EsptoolError } from './esptool-error.ts';
import type { FlashingSession } from './flashing-session.ts';
import { ProgressBar } from './progress-bar.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** One command of the command line, ready to run on a chip. */
export interface Job {
  /** Whether it reads or writes the flash, for which the flasher stub has to run. */
  needsStub: boolean;
  run: (session: FlashingSession, context: JobContext) => Promise<void>;
}

export interface JobContext {
  output: Writable & { isTTY?: boolean };
  signal: AbortSignal;
  /** Keeps what has to be said of the flash if nothing more happens. */
  noteFlashState: (state: string) => void;
}

/** Bytes and where they go, or should be. */
export interface Region {
  offset: number;
  bytes: Uint8Array;
  file: string;
}

export function readMacJob(): Job {
  return {
    needsStub: false,
    run: async (session, { output, signal }) => {
      print(output, 'MAC', colons(await session.readMac(signal)));
    },
  };
}

/** No chip since the ESP8266 has an id of its own; like esptool we then print the MAC address. */
export function chipIdJob(): Job {
  return {
    needsStub: false,
    run: async (session, { output, signal }) => {
      output.write(
        `The ${displayName(session.chip)} has no chip id; its MAC address tells it apart.\n`,
      );
      print(output, 'MAC', colons(await session.readMac(signal)));
    },
  };
}

export function flashIdJob(): Job {
  return {
    needsStub: true,
    run: async (session, { output, signal }) => {
      const { manufacturer, device, size } = await session.flashId(signal);
      print(output, 'Manufacturer', manufacturer.toString(16).padStart(2, '0'));
      print(output, 'Device', device.toString(16).padStart(4, '0'));
      print(output, 'Detected flash size', size === undefined ? 'unknown' : sizeInWords(size));
    },
  };
}

export function securityInfoJob(): Job {
  return {
    needsStub: false,
    run: async (session, { output, signal }) => {
      const info = await session.securityInfo(signal);
      const state = (on: boolean) => (on ? 'Enabled' : 'Disabled');
      print(output, 'Flash encryption', state(info.flashEncryption));
      print(output, 'Secure boot', state(info.secureBoot));
      print(output, 'Secure download', state(info.secureDownloadMode));
    },
  };
}

export function writeFlashJob(regions: Region[]): Job {
  return {
    needsStub: true,
    run: async (session, context) => {
      for (const { offset, bytes } of regions) {
        await requireRoom(session, offset, bytes.length, context.signal);
      }
      for (const region of regions) {
        await writeRegion(session, region, context);
      }
      context.noteFlashState('The flash is written and verified.');
    },
  };
}

export function verifyFlashJob(region: Region): Job {
  return {
    needsStub: true,
    run: async (session, { output, signal }) => {
      await requireRoom(session, region.offset, region.bytes.length, signal);
      await verify(session, region, signal);
      output.write(`The flash at ${hex(region.offset)} equals ${region.file}.\n`);
    },
  };
}

export function readFlashJob(offset: number, size: number, file: string): Job {
  return {
    needsStub: true,
    run: async (session, { output, signal }) => {
      await requireRoom(session, offset, size, signal);
      const start = performance.now();
      const bar = new ProgressBar(output, `Reading at ${hex(offset)}`, size);
      const onProgress = (fraction: number) => bar.update(fraction);
      const bytes = await session
        .readFlash(offset, size, { onProgress, signal })
        .finally(() => bar.end());
      await writeFileAtomically(file, bytes);
      output.write(`Read ${size} bytes at ${hex(offset)} in ${seconds(start)}, into ${file}.\n`);
    },
  };
}

export function eraseRegionJob(offset: number, size: number): Job {
  return {
    needsStub: true,
    run: async (session, { output, signal, noteFlashState }) => {
      await requireRoom(session, offset, size, signal);
      const start = performance.now();
      noteFlashState(
        `The flash from ${hex(offset)} to ${hex(offset + size)} may be partly erased.`,
      );
      await session.eraseRegion(offset, size, signal);
      noteFlashState(`The flash from ${hex(offset)} to ${hex(offset + size)} is erased.`);
      output.write(`Erased ${size} bytes at ${hex(offset)} in ${seconds(start)}.\n`);
    },
  };
}

async function writeRegion(
  session: FlashingSession,
  region: Region,
  { output, signal, noteFlashState }: JobContext,
): Promise<void> {
  const { offset, bytes } = region;
  const start = performance.now();
  const end = offset + bytes.length;
  noteFlashState(`The flash from ${hex(offset)} to ${hex(end)} is incomplete: write it again.`);
  const bar = new ProgressBar(output, `Writing at ${hex(offset)}`, bytes.length);
  const onProgress = (fraction: number) => bar.update(fraction);
  await session.writeFlash(offset, bytes, { onProgress, signal }).finally(() => bar.end());
  output.write(`Wrote ${bytes.length} bytes at ${hex(offset)} in ${seconds(start)}.\n`);
  await verify(session, region, signal);
  output.write('Hash of data verified.\n');
}

/** The chip's own digest first; if that differs, the bytes, to say where. */
async function verify(
  session: FlashingSession,
  { offset, bytes, file }: Region,
  signal: AbortSignal,
): Promise<void> {
  const expected = createHash('md5').update(bytes).digest('hex');
  if ((await session.md5(offset, bytes.length, signal)) === expected) {
    return;
  }
  const flash = await session.readFlash(offset, bytes.length, { signal });
  const at = bytes.findIndex((byte, index) => byte !== flash[index]);
  const where = at === -1 ? `after ${hex(offset)}` : `first at ${hex(offset + at)}`;
  throw new EsptoolError('digest-mismatch', `The flash differs from ${file}, ${where}`);
}

async function requireRoom(
  session: FlashingSession,
  offset: number,
  size: number,
  signal: AbortSignal,
): Promise<void> {
  const flashSize = await session.flashSize(signal);
  if (offset + size > flashSize) {
    const wanted = `${size} bytes at ${hex(offset)}`;
    throw new EsptoolError(
      'bad-argument',
      `The flash has ${sizeInWords(flashSize)}; ${wanted} go beyond it`,
    );
  }
}

/** `label:              value`, the values under each other. */
export function print(output: Writable, label: string, value: string): void {
  output.write(`${`${label}:`.padEnd(21)}${value}\n`);
}

function colons(mac: string): string {
  return mac.toLowerCase().replaceAll(/..(?=.)/g, '$&:');
}

function hex(offset: number): string {
  return `0x${offset.toString(16).padStart(8, '0')}`;
}

function seconds(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

function sizeInWords(bytes: number): string {
  return bytes >= 0x10_0000 ? `${bytes / 0x10_0000}MB` : `${bytes / 0x400}KB`;
}
