import { NvsError } from './nvs-error.ts';
import { NAME_MAX_BYTES } from './nvs-format.ts';

/**
 * Refuses a namespace or key that the library could not find again: empty, over 15 bytes, or with
 * anything but printable ASCII (the generator counts characters and the library bytes; behind a NUL
 * the library finds nothing).
 */
export function checkName(name: string, what: 'namespace' | 'key'): void {
  if (name === '') {
    throw new NvsError('name-empty', `the ${what} is empty`);
  }
  if (!PRINTABLE_ASCII.test(name)) {
    throw new NvsError('name-not-ascii', `the ${what} holds something other than printable ASCII`);
  }
  if (name.length > NAME_MAX_BYTES) {
    throw new NvsError(
      'name-too-long',
      `the ${what} has ${name.length} characters, and NVS holds at most ${NAME_MAX_BYTES}`,
    );
  }
}

export function isName(text: string): boolean {
  return text.length <= NAME_MAX_BYTES && PRINTABLE_ASCII.test(text);
}

const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;
