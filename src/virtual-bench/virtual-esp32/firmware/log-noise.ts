/** Where the log of other tasks gets into what the app says: between two lines, or at any place in them. */
export type LogNoise = 'none' | 'between' | 'inside';

/**
 * Cuts a text in two for a log line between. The places follow from how often it was asked, not from chance, so that a
 * run can be repeated.
 */
export class NoisePlaces {
  #state = 1;

  cut(bytes: Uint8Array): [before: Uint8Array, after: Uint8Array] {
    // Numerical Recipes, "An Even Quicker Generator".
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    const place = (this.#state >>> 16) % (bytes.length + 1);
    return [bytes.subarray(0, place), bytes.subarray(place)];
  }
}
