import { z } from 'zod';

const MASK = '***';

/** A value that must not be seen: it prints as `***` wherever it is logged, joined or serialised. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that needs it: the device, the CA, the encrypted field. */
  reveal(): string {
    return this.#value;
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MASK;
  }
}

/** A secret where it enters: text becomes a Secret at the door and stays one. */
export const SecretText = z.union([
  z.instanceof(Secret),
  z.string().transform((text) => new Secret(text)),
]);
