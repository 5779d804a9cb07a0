import type { ChipName } from '../../contract/chip.ts';
import { hasWifi } from '../../contract/has-wifi.ts';
import type { FormValues } from './form-values.ts';

/**
 * The form as a run on this chip takes it: no Wi-Fi without a radio, no firmware without an identity. The wishes stay in
 * the form: the next board may have it, the next run may be another one.
 */
export function feasibleValues(values: FormValues, chip: ChipName | undefined): FormValues {
  const { configureWifi, firmware, includeCredentials } = values;
  const noRadio = chip !== undefined && !hasWifi(chip);
  return {
    ...values,
    configureWifi: configureWifi && !noRadio,
    firmware: includeCredentials ? firmware : null,
  };
}
