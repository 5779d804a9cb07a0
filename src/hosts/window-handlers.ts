import type { Settings } from '../contract/channels.ts';
import { readCaFile } from '../authority/ca-file.ts';
import { Secret } from '../contract/secret.ts';
import type { FirmwareShelf } from '../firmware/firmware-shelf.ts';
import { readFirmware } from '../firmware/read-firmware.ts';
import type { ProvisioningService } from '../provisioning/provisioning-service.ts';
import { credentialsText } from '../records/credentials-text.ts';
import { recordsText } from '../records/records-text.ts';
import type { WindowHandlers } from './dispatch.ts';
import type { JsonFile } from './json-file.ts';
import type { Files } from './window-files.ts';
import { profileHandlers } from './profile-handlers.ts';
import type { ProfileStore } from './profile-store.ts';

export interface WindowTools {
  firmware: FirmwareShelf;
  settings: JsonFile<Settings>;
  profiles: ProfileStore;
  files: Files;
}

/** What a host with a window can do beyond the service. A page never names a path, and of files it gets the certificates only. */
export function windowHandlers(
  service: ProvisioningService,
  { settings, profiles, firmware, files: { saveFile, openFile, chooseFirmware } }: WindowTools,
): WindowHandlers {
  return {
    'prov:save-credentials': async ({ id, format }) => {
      const record = await service.showRecord(id);
      return await saveFile({
        name: `esp32-${record.mac}.${format}`,
        text: async () => {
          const { psk } = await service.revealPsk(record.id);
          return credentialsText(record, { psk: new Secret(psk) }, format);
        },
      });
    },
    'prov:export-records': ({ format }) =>
      saveFile({
        name: `esp32-records-${new Date().toISOString().slice(0, 10)}.${format}`,
        text: async () => recordsText(await service.listRecords(), format),
      }),
    'prov:choose-ca-certificate': async ({ file }) => {
      const chosen = file ?? (await openFile('certificate'));
      if (!chosen) return { status: 'cancelled' };
      const { name, text } = chosen;
      return { status: 'chosen', certificate: { name, ...readCaFile(text) } };
    },
    'prov:choose-firmware': ({ address }) =>
      chooseFirmware(address, async (source) => firmware.add(await readFirmware(source))),
    'prov:get-settings': () => settings.value,
    'prov:set-settings': async (changed) => {
      await settings.save(changed);
      return null;
    },
    ...profileHandlers(profiles, { saveFile, openFile }),
  };
}
