import { z } from 'zod';

import { ChipName } from '../contract/chip.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import { readNamed, type ReadBeside } from './firmware-files.ts';
import type { Build } from './firmware.ts';

const Offset = z
  .string()
  .regex(/^0x[0-9a-f]{1,8}$/i, 'a hex offset such as 0x10000')
  .transform(Number);

/** What a build of ESP-IDF leaves in its folder as flasher_args.json, as far as it is needed here. */
const FlasherArgs = z.object({
  flash_files: z
    .record(Offset, z.string())
    .refine((files) => Object.keys(files).length > 0, 'it names no file'),
  extra_esptool_args: z.object({ chip: ChipName }),
});

/** The one build of an ESP-IDF project; paths are relative to the file. Throws `firmware-invalid`, naming the field. */
export async function readFlasherArgs(list: unknown, read: ReadBeside): Promise<Build[]> {
  const args = FlasherArgs.safeParse(list);
  if (!args.success) throw new ProvisioningError('firmware-invalid', fieldOf(args.error));
  const { flash_files: files, extra_esptool_args: extra } = args.data;
  const parts = Object.entries(files).map(async ([offset, path]) => {
    const field = `flash_files.0x${Number(offset).toString(16)}`;
    return { name: path, offset: Number(offset), bytes: await readNamed(read, { path, field }) };
  });
  return [{ chip: extra.chip, parts: await Promise.all(parts) }];
}

/** `flash_files.0x10000: expected string`. */
export function fieldOf({ issues }: z.ZodError): string {
  const [issue] = issues;
  if (!issue) return '';
  // Of a key that is wrong in itself its own message says more.
  const [inner] = issue.code === 'invalid_key' ? issue.issues : [];
  return [issue.path.map(String).join('.'), (inner ?? issue).message].filter(Boolean).join(': ');
}
