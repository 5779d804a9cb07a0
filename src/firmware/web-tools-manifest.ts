import { z } from 'zod';

import { CHIPS, ChipName } from '../contract/chip.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import { readNamed, type ReadBeside } from './firmware-files.ts';
import type { Build } from './firmware.ts';
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

/** The builds for chips that are known here; an ESP8266's is left out. Throws `firmware-invalid`, naming the field. */
export async function readWebToolsManifest(list: unknown, read: ReadBeside): Promise<Build[]> {
  const manifest = Manifest.safeParse(list);
  if (!manifest.success) throw new ProvisioningError('firmware-invalid', fieldOf(manifest.error));
  const builds = manifest.data.builds.map(async ({ chipFamily, parts }, index) => {
    const chip = ChipName.options.find((name) => CHIPS[name].title === chipFamily);
    if (!chip) return [];
    const files = parts.map(async ({ path, offset }, part) => {
      const field = `builds.${index}.parts.${part}.path`;
      return { name: path, offset, bytes: await readNamed(read, { path, field }) };
    });
    return [{ chip, parts: await Promise.all(files) }];
  });
  return (await Promise.all(builds)).flat();
}
