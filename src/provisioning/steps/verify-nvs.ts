import { ProvisioningError } from '../../contract/provisioning-error.ts';

/** Throws `verify-failed` with the address of the first byte that the flash did not keep. */
export function assertSameBytes(written: Uint8Array, found: Uint8Array, offset: number): void {
  const differing: number[] = [];
  for (let i = 0; i < written.length; i++) {
    if (written[i] !== found[i]) differing.push(i);
  }
  const [first] = differing;
  if (first === undefined && found.length === written.length) return;
  const at = first ?? written.length;
  throw new ProvisioningError(
    'verify-failed',
    `at ${hex(offset + at)}: ${hex(found[at])} instead of ${hex(written[at])}; ` +
      `${differing.length} of ${written.length} bytes differ`,
  );
}

function hex(value: number | undefined): string {
  return value === undefined ? 'nothing' : `0x${value.toString(16)}`;
}
