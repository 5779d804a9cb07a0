import { readCaFile } from '../../authority/ca-file.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
import { wrongUsage } from './command-error.ts';
import { readTextFile } from './read-text-file.ts';

const FLAG = '--ca-cert';

/** The certificates in the file that `--ca-cert` names, as PEM. Throws `file-unreadable` and `ca-file-invalid`. */
export async function readCaCert(path: string): Promise<string> {
  const text = await readTextFile(FLAG, path);
  try {
    return readCaFile(text).pem;
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    throw wrongUsage(error.code, `${FLAG} ${path}: ${error.message}`, { cause: error });
  }
}
