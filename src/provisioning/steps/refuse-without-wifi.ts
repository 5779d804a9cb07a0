import { CHIPS, type ChipName } from '../../contract/chip.ts';
import { hasWifi } from '../../contract/has-wifi.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';

/** Throws `chip-without-wifi` for a chip that has no radio for it. */
export function refuseWithoutWifi(chip: ChipName): void {
  if (!hasWifi(chip)) throw new ProvisioningError('chip-without-wifi', CHIPS[chip].title);
}
