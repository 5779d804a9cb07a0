import { ROM_BAUD_RATE } from './loader.ts';

/** The rates that are tried one after the other on a line that is disturbed, in baud. */
const RATES = [921_600, 460_800, 230_400, ROM_BAUD_RATE] as const;

/** The next lower rate; undefined below the one that every ROM starts with. */
export function slowerRate(baudRate: number): number | undefined {
  return RATES.find((rate) => rate < baudRate);
}
