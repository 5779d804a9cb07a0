import { uniqueIdRegister, type ChipName, type ReadRegister } from './chips.ts';

const WORDS = [0, 4, 8, 12];

/**
 * OPTIONAL_UNIQUE_ID as 32 upper-case hex digits, its first byte first; undefined where the chip has no such eFuses, or
 * the factory has left them blank.
 */
export async function readUniqueId(
  chip: ChipName,
  readRegister: ReadRegister,
): Promise<string | undefined> {
  const register = uniqueIdRegister(chip);
  if (register === undefined) return undefined;
  const id = Buffer.alloc(16);
  for (const offset of WORDS) id.writeUInt32LE(await readRegister(register + offset), offset);
  return id.some((byte) => byte !== 0) ? id.toString('hex').toUpperCase() : undefined;
}
