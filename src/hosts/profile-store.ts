import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { BUILT_IN_PROFILES, type Profile } from '../contract/profile.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import { ensurePrivateFolder } from '../records/private-file.ts';
import { savePrivateText } from '../records/save-private-text.ts';
import { profileText } from './profile-file.ts';
import { readProfiles } from './read-profiles.ts';

/** In the data folder: the profiles of this bench, a file each. */
export const PROFILES_FOLDER = 'profiles';

/** The built-in profiles and those of this bench. */
export class ProfileStore {
  /** For people: what is wrong with files that are not used. */
  readonly warnings: readonly string[];
  readonly #folder: string;
  readonly #profiles: Map<string, { profile: Profile; path: string | undefined }>;

  private constructor(folder: string, read: Awaited<ReturnType<typeof readProfiles>>) {
    this.#folder = folder;
    this.warnings = read.warnings;
    this.#profiles = new Map(
      read.profiles.map((profile) => [
        profile.name,
        { profile, path: read.paths.get(profile.name) },
      ]),
    );
  }

  static async open(dataDir: string): Promise<ProfileStore> {
    const folder = join(dataDir, PROFILES_FOLDER);
    return new ProfileStore(folder, await readProfiles(folder));
  }

  list(): Profile[] {
    return [...this.#profiles.values()].map(({ profile }) => profile);
  }

  /** Throws `profile-unknown`. */
  get(name: string): Profile {
    const found = this.#profiles.get(name);
    if (!found) throw new ProvisioningError('profile-unknown', `"${name}"; ${this.#names()}`);
    return found.profile;
  }

  /** Keeps a profile; one of that name is replaced if `replace`. Throws `profile-exists`, `file-unwritable`. */
  async save(profile: Profile, { replace }: { replace: boolean }): Promise<Profile> {
    const { name } = profile;
    const known = this.#profiles.get(name);
    if (name in BUILT_IN_PROFILES)
      throw new ProvisioningError('profile-exists', `"${name}" is built in`);
    if (known && !replace) throw new ProvisioningError('profile-exists', `"${name}"`);
    const path = known?.path ?? join(this.#folder, `${name}.json`);
    await ensurePrivateFolder(this.#folder);
    await savePrivateText(path, profileText(profile));
    this.#profiles.set(name, { profile, path });
    return profile;
  }

  /** Throws `profile-unknown`, or `profile-exists` for one that is built in. */
  async delete(name: string): Promise<void> {
    this.get(name);
    const path = this.#profiles.get(name)?.path;
    if (path === undefined) throw new ProvisioningError('profile-exists', `"${name}" is built in`);
    await rm(path, { force: true });
    this.#profiles.delete(name);
  }

  #names(): string {
    return `there are: ${[...this.#profiles.keys()].join(', ')}`;
  }
}
