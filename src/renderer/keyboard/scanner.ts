/** What came in so quickly that no hand can have typed it. */
export interface Burst {
  text: string;
  /** Time of its last character, in milliseconds. */
  at: number;
}

export const NO_BURST: Burst = { text: '', at: -Infinity };

const QUICKER_THAN_A_HAND_MS = 60;
const SHORTEST_SCAN = 4; // two keys can fall together, four do not

/** The burst with one more character, or a new one if it came at the pace of a hand. */
export function afterCharacter(burst: Burst, character: string, at: number): Burst {
  return { text: isQuick(burst, at) ? burst.text + character : character, at };
}

/** Whether an Enter at this time is the one with which a scanner ends what it has read. */
export function isScanned(burst: Burst, at: number): boolean {
  return isQuick(burst, at) && burst.text.length >= SHORTEST_SCAN;
}

function isQuick(burst: Burst, at: number): boolean {
  return at - burst.at < QUICKER_THAN_A_HAND_MS;
}
