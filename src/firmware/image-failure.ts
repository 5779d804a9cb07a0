import { EsptoolError } from '../../embedded/esptool/esptool-error.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';

/** Does what embedded/esptool is asked for; what it says of a file comes out as `firmware-invalid`, with its name. */
export function asFirmwareError<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof EsptoolError)) throw error;
    throw new ProvisioningError('firmware-invalid', `${name}: ${error.message}`, { cause: error });
  }
}
