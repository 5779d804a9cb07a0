/** `0xA20000`: how offsets and sizes in flash are written. */
export function hex(value: number): string {
  return `0x${value.toString(16).toUpperCase()}`;
}
