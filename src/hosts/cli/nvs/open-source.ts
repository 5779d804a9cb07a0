import { openDevice } from './device-source.ts';
import { openImage } from './image-source.ts';
import { assertOnePlace, type NvsPlaceFlags } from './nvs-flags.ts';
import type { NvsSource } from './nvs-source.ts';
import { readInputKey } from './read-input-key.ts';

/** The partition that the flags name, read. Throws a CommandError where it cannot be. */
export async function openSource(flags: NvsPlaceFlags): Promise<NvsSource> {
  assertOnePlace(flags);
  const encryptionKey = await readInputKey(flags.inputkey);
  const { port, image } = flags;
  if (port !== undefined) return await openDevice({ ...flags, port }, encryptionKey);
  return await openImage('--image', image ?? '', encryptionKey);
}
