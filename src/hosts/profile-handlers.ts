import type { WindowHandlers } from './dispatch.ts';
import { profileText, readProfileText } from './profile-file.ts';
import type { ProfileStore } from './profile-store.ts';
import type { Files } from './window-files.ts';

type ProfileChannel =
  | 'prov:list-profiles'
  | 'prov:save-profile'
  | 'prov:delete-profile'
  | 'prov:import-profile'
  | 'prov:export-profile';

/** What a window can do with the profiles of this bench. */
export function profileHandlers(
  profiles: ProfileStore,
  { openFile, saveFile }: Pick<Files, 'openFile' | 'saveFile'>,
): Pick<WindowHandlers, ProfileChannel> {
  return {
    'prov:list-profiles': () => profiles.list(),
    'prov:save-profile': ({ profile, replace }) => profiles.save(profile, { replace }),
    'prov:delete-profile': async ({ name }) => {
      await profiles.delete(name);
      return null;
    },
    'prov:import-profile': async ({ file, replace }) => {
      const chosen = file ?? (await openFile('profile'));
      if (!chosen) return { status: 'cancelled' };
      const profile = await profiles.save(readProfileText(chosen.text), { replace });
      return { status: 'imported', profile };
    },
    'prov:export-profile': ({ name }) => {
      const profile = profiles.get(name);
      const text = () => Promise.resolve(profileText(profile));
      return saveFile({ name: `${name}.json`, text });
    },
  };
}
