import { CHIPS, type ChipName } from '../../contract/chip.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { DeviceRecord } from '../../contract/record.ts';
import type { RunContext } from '../run-context.ts';
import type { ConnectedDevice, Tools } from '../tools.ts';

/** Which chip this is, from its eFuses. */
export interface ChipIdentity {
  /** 12 upper-case hex digits. */
  mac: string;
  /** Null where the chip has nothing but its MAC. */
  uniqueId: string | null;
}

/** Throws `mac-duplicate` where the MAC is on record for another chip, unless this one is to get a UUID of its own. */
export function readMac(
  { request, tools, run }: RunContext,
  device: ConnectedDevice,
): Promise<ChipIdentity> {
  return run.step(
    'read-mac',
    async () => {
      const mac = await device.readMac(run.signal);
      const uniqueId = (await device.readUniqueId(run.signal)) ?? null;
      const asked = { chip: device.chip, ownUuid: request.overrides.uuid };
      await refuseDuplicate(tools.records, { mac, uniqueId }, asked);
      return { mac, uniqueId };
    },
    ({ mac }) => withColons(mac),
  );
}

async function refuseDuplicate(
  records: Tools['records'],
  { mac, uniqueId }: ChipIdentity,
  { chip, ownUuid }: { chip: ChipName; ownUuid: string | undefined },
): Promise<void> {
  const record = await records.find(mac);
  if (!record || record.state === 'retired') return;
  const isOtherId = record.uniqueId !== null && record.uniqueId !== uniqueId;
  if (!isOtherId && record.chip === chip) return;
  if (ownUuid !== undefined && ownUuid !== record.uuid) return;
  const known = nameOf(record);
  const found = nameOf({ chip, uniqueId });
  throw new ProvisioningError(
    'mac-duplicate',
    `${withColons(mac)} was provisioned on ${record.createdAt.slice(0, 10)} as ${record.uuid}, on an ${known}; this is an ${found}`,
  );
}

function nameOf({ chip, uniqueId }: Pick<DeviceRecord, 'chip' | 'uniqueId'>): string {
  return `${CHIPS[chip].title} ${uniqueId === null ? 'without a unique ID' : `with the unique ID ${uniqueId}`}`;
}

function withColons(mac: string): string {
  return mac.replace(/..(?!$)/g, '$&:');
}
