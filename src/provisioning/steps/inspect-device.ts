import type { NvsPlace } from '../../contract/fields.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { ConnectedDevice, FirmwareForChip, Inspection, Partition } from '../tools.ts';
import { firmwareParts, type FirmwarePart } from './check-firmware.ts';
import { chooseRegion, type NvsTarget } from './choose-region.ts';
import { refuseWithoutWifi } from './refuse-without-wifi.ts';

export interface Inspected extends Inspection {
  place: NvsPlace;
  /** Of the table that holds once the firmware is flashed. */
  partitions: readonly Partition[];
  /** What of the firmware is to be flashed; empty without one. */
  parts: readonly FirmwarePart[];
}

/**
 * Looks before anything is changed: can this device take the image, and read it afterwards? A firmware that brings a
 * partition table along is asked for it, because that one will hold then.
 */
export async function inspectDevice(
  device: ConnectedDevice,
  want: { target: NvsTarget; wifi: boolean; firmware?: FirmwareForChip | undefined },
  signal: AbortSignal,
): Promise<Inspected> {
  const { target, wifi, firmware } = want;
  if (wifi) refuseWithoutWifi(device.chip);
  const { secureDownload, flashEncryption, secureBoot } = await device.readSecurity(signal);
  if (secureDownload) throw new ProvisioningError('secure-download');
  if (flashEncryption) throw new ProvisioningError('flash-encrypted');
  if (firmware && secureBoot) throw new ProvisioningError('secure-boot', firmware.name);
  const inspection = await device.inspect(signal);
  const { flashSize } = inspection;
  const partitions =
    firmware?.partitionTable(flashSize) ?? (await device.readPartitionTable(signal));
  const place = chooseRegion(target, { flashSize, partitions });
  const parts = firmware ? firmwareParts(firmware, { flashSize, partitions, place }) : [];
  return { ...inspection, partitions, place, parts };
}
