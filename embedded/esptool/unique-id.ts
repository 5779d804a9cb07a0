import type { ReadRegister } from './chips.ts';

const WORDS = [0, 4, 8, 12];

/**
 * The 16 bytes of OPTIONAL_UNIQUE_ID from this register on, as 32 upper-case hex digits, the first byte first; undefined
 * where the factory has left them blank.
 */
export async function readUniqueId(
  register: number,
  readRegister: ReadRegister,
): Promise<string | undefined> {
  const id = Buffer.alloc(16);
  for (const offset of WORDS) id.writeUInt32LE(await readRegister(register + offset), offset);
  return id.some((byte) => byte !== 0) ? id.toString('hex').toUpperCase() : undefined;
}
