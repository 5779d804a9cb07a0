import { NvsError, type NvsErrorPlace } from './nvs-error.ts';

/** Runs `read`; a refusal in it learns where it happened. */
export function inPlace<T>(place: NvsErrorPlace, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof NvsError ? error.at(place) : error;
  }
}
