import { join } from 'node:path';

import { Settings } from '../contract/channels.ts';
import type { Publish } from '../provisioning/publish.ts';
import { composeProvisioner, type Provisioner, type ProvisionerOptions } from './compose.ts';
import { openJsonFile } from './json-file.ts';
import { ProfileStore } from './profile-store.ts';
import { windowHandlers } from './window-handlers.ts';
import type { Files } from './window-files.ts';

/** In the data folder: what the form remembers. */
export const SETTINGS_FILE = 'settings.json';

/** The provisioner with all that a window asks for. Throws `record-failed` if the data folder cannot be used. */
export async function composeForWindow(
  options: ProvisionerOptions,
  publish: Publish,
  files: Files,
): Promise<Provisioner> {
  const { dataDir } = options;
  const settings = await openJsonFile(join(dataDir, SETTINGS_FILE), Settings);
  const profiles = await ProfileStore.open(dataDir);
  const provisioner = await composeProvisioner(options, publish, (service, firmware) =>
    windowHandlers(service, { settings, profiles, firmware, files }),
  );
  const settingsWarnings = settings.warning === undefined ? [] : [settings.warning];
  return {
    ...provisioner,
    warnings: [...provisioner.warnings, ...settingsWarnings, ...profiles.warnings],
    async [Symbol.asyncDispose]() {
      await provisioner[Symbol.asyncDispose]();
      await settings[Symbol.asyncDispose]();
    },
  };
}
