import { extname } from 'node:path';

import type { DeviceRecord } from '../contract/record.ts';
import type { Secret } from '../contract/secret.ts';
import { credentialsText, type CredentialsFormat } from './credentials-text.ts';
import { savePrivateText, unwritable } from './save-private-text.ts';

/**
 * Writes the credentials of a device to a file that only its owner may read, in clear. The ending decides the form:
 * `.json`, `.csv` or `.txt`. A file that is there already is replaced whole.
 * @throws ProvisioningError `file-unwritable`; then no file was made or changed.
 */
export async function saveCredentials(
  record: DeviceRecord,
  secrets: { psk: Secret },
  path: string,
): Promise<void> {
  const format = FORMATS[extname(path).toLowerCase()];
  if (!format) {
    throw unwritable(path, `end the name in one of ${Object.keys(FORMATS).join(', ')}`);
  }
  await savePrivateText(path, credentialsText(record, secrets, format));
}

const FORMATS: Readonly<Record<string, CredentialsFormat>> = {
  '.json': 'json',
  '.csv': 'csv',
  '.txt': 'txt',
};
