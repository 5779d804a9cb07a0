import type { Profile, WifiOnlyBy } from '../../contract/profile.ts';
import type { FormValues } from './form-values.ts';

type Values = Pick<FormValues, 'includeCredentials' | 'wifiOnlyBy'>;

/** The way in which a run for Wi-Fi only tells the board its network: the form's, else the profile's. */
export function wifiOnlyBy({ wifiOnlyBy: by }: Values, { wifi }: Profile): WifiOnlyBy {
  return by ?? wifi.onlyBy;
}

/** Whether the run writes to the NVS partition, so that it matters where that lies. */
export function writesNvs(values: Values, profile: Profile): boolean {
  return values.includeCredentials || wifiOnlyBy(values, profile) === 'partition';
}
