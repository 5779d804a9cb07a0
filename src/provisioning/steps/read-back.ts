import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { ConnectedDevice, OnFraction } from '../tools.ts';
import { assertSameBytes } from './verify-nvs.ts';

/**
 * Reads back every byte of what was written, and returns it. Throws `verify-failed`, `flash-write-protected` where that
 * is why.
 */
export async function readBack(
  device: ConnectedDevice,
  { bytes, offset }: { bytes: Uint8Array; offset: number },
  onFraction: OnFraction,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const found = await device.read(offset, bytes.length, onFraction, signal);
  try {
    assertSameBytes(bytes, found, offset);
  } catch (cause) {
    if (!(await device.isWriteProtected(signal))) throw cause;
    throw new ProvisioningError(
      'flash-write-protected',
      cause instanceof Error ? cause.message : '',
      { cause },
    );
  }
  return found;
}
