import { createHash } from 'node:crypto';

import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { ConnectedDevice, OnFraction } from '../tools.ts';
import type { FirmwarePart } from './check-firmware.ts';
import { readBack } from './read-back.ts';

const PIECE = 0x2_0000; // two blocks of 64 KiB, which the flash erases fastest

/** In bytes; what was equal already is not written. */
export interface FlashedFirmware {
  total: number;
  written: number;
}

/**
 * Brings a firmware onto the device in pieces. A piece that the flash holds already, by the chip's own MD5, is left
 * alone; any other is written, its MD5 asked for, and every byte of it read back. Throws `verify-failed`,
 * `flash-failed`.
 */
export async function flashFirmware(
  device: ConnectedDevice,
  parts: readonly FirmwarePart[],
  onFraction: OnFraction,
  signal: AbortSignal,
): Promise<FlashedFirmware> {
  const total = parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
  let done = 0;
  let written = 0;
  const report = (bytes: number) => onFraction(bytes / total, { done: Math.floor(bytes), total });
  for (const piece of parts.flatMap(cut)) {
    const { length } = piece.bytes;
    if (!(await holds(device, piece, signal))) {
      const before = done;
      await writeAndVerify(device, piece, (share) => report(before + share * length), signal);
      written += length;
    }
    done += length;
    // A fraction says that the device has begun to change.
    if (written > 0) report(done);
  }
  return { total, written };
}

/** `equal already`, or how much of it was written. */
export function inWords({ total, written }: FlashedFirmware): string {
  if (written === 0) return `equal already, ${total} bytes`;
  const equal = total - written;
  return `written and verified, ${written} bytes${equal > 0 ? `; ${equal} were equal already` : ''}`;
}

/** Writing and reading back take about as long, so each is half of the piece. */
async function writeAndVerify(
  device: ConnectedDevice,
  piece: FirmwarePart,
  onShare: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { offset, bytes } = piece;
  await device.write(offset, bytes, (fraction) => onShare(fraction / 2), signal);
  const isHeld = await holds(device, piece, signal);
  const onRead = (fraction: number) => onShare((1 + fraction) / 2);
  await readBack(device, piece, onRead, signal);
  if (!isHeld) {
    const place = `0x${offset.toString(16)}`;
    throw new ProvisioningError('verify-failed', `the chip's MD5 of the piece at ${place} differs`);
  }
}

async function holds(
  device: ConnectedDevice,
  { offset, bytes }: FirmwarePart,
  signal: AbortSignal,
): Promise<boolean> {
  const digest = createHash('md5').update(bytes).digest('hex');
  return (await device.md5(offset, bytes.length, signal)) === digest;
}

function cut({ name, offset, bytes }: FirmwarePart): FirmwarePart[] {
  const first = PIECE - (offset % PIECE);
  const starts = [0];
  for (let start = first; start < bytes.length; start += PIECE) starts.push(start);
  return starts.map((start, index) => ({
    name,
    offset: offset + start,
    bytes: bytes.subarray(start, starts[index + 1] ?? bytes.length),
  }));
}
