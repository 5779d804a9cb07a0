import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { BUILT_IN_PROFILES, type Profile } from '../contract/profile.ts';
import { errorCode } from '../records/record-failure.ts';
import { readProfileText } from './profile-file.ts';

export interface ReadProfiles {
  profiles: Profile[];
  /** By name, where the profile is not built in. */
  paths: ReadonlyMap<string, string>;
  /** For people: what is wrong with the other files. */
  warnings: string[];
}

/** The built-in profiles, then those in a folder (one JSON file each), sorted by the names of their files. */
export async function readProfiles(folder: string): Promise<ReadProfiles> {
  const profiles = new Map(Object.entries(BUILT_IN_PROFILES));
  const paths = new Map<string, string>();
  const warnings: string[] = [];
  for (const file of await profileFiles(folder)) {
    const path = join(folder, file);
    const read = await readProfileFile(path);
    if (typeof read === 'string') {
      warnings.push(`The profile ${file} is not used: ${read}`);
    } else if (profiles.has(read.name)) {
      warnings.push(`The profile ${file} is not used: there is one named "${read.name}" already`);
    } else {
      profiles.set(read.name, read);
      paths.set(read.name, path);
    }
  }
  return { profiles: [...profiles.values()], paths, warnings };
}

async function profileFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** The profile, or why there is none. */
async function readProfileFile(path: string): Promise<Profile | string> {
  try {
    return readProfileText(await readFile(path, 'utf8'));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
