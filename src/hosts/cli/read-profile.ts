import { BUILT_IN_PROFILES, type Profile } from '../../contract/profile.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
import { readProfileText } from '../profile-file.ts';
import { ProfileStore } from '../profile-store.ts';
import { wrongUsage } from './command-error.ts';
import { readTextFile } from './read-text-file.ts';

/** Whether it names a file rather than a profile. */
export function isProfileFile(nameOrFile: string): boolean {
  return /[./\\]/.test(nameOrFile);
}

/**
 * A profile by its name (built in, or one of this bench), or a profile file (JSON). Throws with every field of it that
 * is wrong.
 */
export async function readProfile(nameOrFile: string, dataDir?: string): Promise<Profile> {
  if (isProfileFile(nameOrFile)) return readProfileFile(nameOrFile);
  const builtIn = BUILT_IN_PROFILES[nameOrFile];
  if (builtIn) return builtIn;
  const own = dataDir === undefined ? [] : (await ProfileStore.open(dataDir)).list();
  const found = own.find(({ name }) => name === nameOrFile);
  if (found) return found;
  const names = new Set([...Object.keys(BUILT_IN_PROFILES), ...own.map(({ name }) => name)]);
  throw wrongUsage(
    'profile-unknown',
    `"${nameOrFile}"; there are: ${[...names].join(', ')}; or a path such as ./${nameOrFile}.json`,
  );
}

async function readProfileFile(file: string): Promise<Profile> {
  const text = await readTextFile('--profile', file);
  try {
    return readProfileText(text);
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    throw wrongUsage(error.code, `${file}: ${error.message}`, { cause: error });
  }
}
