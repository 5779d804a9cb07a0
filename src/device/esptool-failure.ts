import { EsptoolError, type EsptoolErrorCode } from '../../embedded/esptool/esptool-error.ts';
import type { ErrorCode } from '../contract/errors.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';

/** The app's word for each of the flashing session's. */
const CODES: Record<EsptoolErrorCode, ErrorCode> = {
  'no-serial-data': 'device-silent',
  'running-firmware': 'device-running',
  'reboot-loop': 'device-boot-loop',
  'wrong-boot-mode': 'device-boot-mode',
  'no-answer': 'device-no-answer',
  noise: 'device-noise',
  'chip-unsupported': 'chip-unsupported',
  'chip-mismatch': 'chip-mismatch',
  'mac-invalid': 'mac-invalid',
  'mac-crc': 'mac-invalid',
  'device-changed': 'device-changed',
  'stub-failed': 'stub-failed',
  'command-refused': 'device-refused',
  timeout: 'device-timeout',
  'digest-mismatch': 'device-noise',
  'write-failed': 'flash-failed',
  'flash-size-unknown': 'flash-size-unknown',
  'secure-download-mode': 'secure-download',
  'partition-table-missing': 'partition-table-missing',
  'partition-table-invalid': 'partition-table-invalid',
  'image-invalid': 'firmware-invalid',
  'bad-argument': 'internal',
  'port-lost': 'port-lost',
  cancelled: 'cancelled',
};

/** Does what the session is asked for; its errors come out as ours. */
export async function asProvisioning<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EsptoolError)) throw error;
    // A line knows better than its user why it is gone.
    if (error.code === 'port-lost' && error.cause instanceof ProvisioningError) throw error.cause;
    throw new ProvisioningError(CODES[error.code], error.message, { cause: error });
  }
}
