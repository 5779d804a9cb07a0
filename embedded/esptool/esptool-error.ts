/** Every way in which a session can fail, in the words that a person on a bench reads. */
export const ESPTOOL_ERROR_TEXT = {
  'no-serial-data': 'Nothing comes from the chip: check power, cable and port',
  'running-firmware': 'The chip is running its own program instead of the bootloader',
  'reboot-loop': 'The chip restarts over and over: it has no firmware that starts',
  'wrong-boot-mode':
    'The chip was reset but did not enter the bootloader: hold BOOT while it resets',
  'no-answer': 'The bootloader runs but does not answer: the line to the chip seems to be dead',
  noise: 'What comes from the chip is garbage: check cable and baud rate',
  'chip-unsupported': 'This chip is not supported',
  'chip-mismatch': 'This is another chip than the one that was named',
  'mac-invalid': 'The MAC address in the eFuses is not valid',
  'mac-crc': 'The MAC address in the eFuses does not match its checksum',
  'device-changed': 'Another chip answers than before',
  'stub-failed': 'The flasher stub did not start on the chip',
  'command-refused': 'The chip refused a command',
  timeout: 'The chip did not answer in time',
  'digest-mismatch': 'What was read does not match its digest',
  'write-failed': 'The flash does not keep what is written',
  'flash-size-unknown': 'The size of the flash could not be read',
  'secure-download-mode': 'The chip is in secure download mode and cannot be read',
  'partition-table-missing': 'There is no partition table',
  'partition-table-invalid': 'The partition table is damaged',
  'image-invalid': 'This is no firmware image',
  'bad-argument': 'This cannot be asked of a flash',
  'port-lost': 'The serial port is gone',
  cancelled: 'Stopped',
} as const satisfies Record<string, string>;

export type EsptoolErrorCode = keyof typeof ESPTOOL_ERROR_TEXT;

/** The one error of this tool: a stable code, and what exactly went wrong. */
export class EsptoolError extends Error {
  override readonly name = 'EsptoolError';
  readonly code: EsptoolErrorCode;
  /** What the chip answered to a command that it refused: two bytes, in hex, as Espressif's documents list them. */
  readonly status: string | undefined;

  constructor(code: EsptoolErrorCode, detail = '', options?: ErrorOptions & { status?: string }) {
    super(detail === '' ? ESPTOOL_ERROR_TEXT[code] : detail, options);
    this.code = code;
    this.status = options?.status;
  }
}

/** Whether trying again on the same line is pointless: it is gone, or nobody wants to any more. */
export function isFinal(error: unknown): boolean {
  return (
    error instanceof EsptoolError && (error.code === 'port-lost' || error.code === 'cancelled')
  );
}

const OF_THE_WIRE: readonly EsptoolErrorCode[] = [
  'timeout',
  'noise',
  'digest-mismatch',
  'command-refused',
  'stub-failed',
];

/** Whether a fresh start of the chip may help: an answer was lost, wrong, or given by what no longer runs. */
export function isOfTheWire(error: unknown): boolean {
  return error instanceof EsptoolError && OF_THE_WIRE.includes(error.code);
}

/** The stub's words for a compressed block that it cannot use: inflating failed, too little came out of it, too much. */
const INFLATE_STATUSES = ['c700', 'c800', 'c900'];

export function isInflateFailure(error: unknown): boolean {
  return error instanceof EsptoolError && INFLATE_STATUSES.includes(error.status ?? '');
}
