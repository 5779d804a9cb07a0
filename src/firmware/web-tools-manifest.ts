import { z } from 'zod';

import { CHIPS, ChipName } from '../contract/chip.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import { pathInFolder, readNamed, type NamedFile, type ReadBeside } from './firmware-files.ts';
import type { Build, FirmwarePart, MissingBuild } from './firmware.ts';
import { fieldOf } from './flasher-args.ts';

/** The manifest.json of ESP Web Tools, as far as it is needed here: a build for each family of chips. */
const Manifest = z.object({
  builds: z
    .array(
      z.object({
        chipFamily: z.string(),
        parts: z
          .array(z.object({ path: z.string(), offset: z.int().nonnegative() }))
          .min(1, 'a build has parts'),
      }),
    )
    .min(1, 'a manifest has builds'),
});

type ListedPart = NamedFile & { offset: number };

/**
 * The builds for chips that are known here; an ESP8266's is left out. A build whose files are not there, as of a release
 * of which somebody took only what they need, is missing for the boards of its chip alone. Throws `firmware-invalid`,
 * naming the field.
 */
export async function readWebToolsManifest(
  list: unknown,
  read: ReadBeside,
): Promise<{ builds: Build[]; missing: MissingBuild[] }> {
  const manifest = Manifest.safeParse(list);
  if (!manifest.success) throw new ProvisioningError('firmware-invalid', fieldOf(manifest.error));
  const listed = manifest.data.builds.flatMap(({ chipFamily, parts }, index) => {
    const chip = ChipName.options.find((name) => CHIPS[name].title === chipFamily);
    if (!chip) return [];
    const files = parts.map((part, at) => ({ ...part, field: `builds.${index}.parts.${at}.path` }));
    for (const file of files) pathInFolder(file);
    return [{ chip, files }];
  });
  const builds: Build[] = [];
  const missing: MissingBuild[] = [];
  for (const { chip, files } of listed) {
    const parts = await readParts(files, read);
    if (Array.isArray(parts)) builds.push({ chip, parts });
    else missing.push({ chip, why: parts });
  }
  const [first] = missing;
  if (first && builds.length === 0) throw first.why;
  return { builds, missing };
}

/** The parts, or why there are none. */
async function readParts(
  files: readonly ListedPart[],
  read: ReadBeside,
): Promise<FirmwarePart[] | ProvisioningError> {
  try {
    return await Promise.all(
      files.map(async (file) => ({
        name: file.path,
        offset: file.offset,
        bytes: await readNamed(read, file),
      })),
    );
  } catch (error) {
    if (error instanceof ProvisioningError) return error;
    throw error;
  }
}
