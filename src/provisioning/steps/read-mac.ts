import { CHIPS } from '../../contract/chip.ts';
import { isOtherChip, type ChipFacts } from '../../contract/other-chip.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
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
      const found = { chip: device.chip, uniqueId };
      await refuseDuplicate(tools.records, mac, found, request.overrides.uuid);
      return { mac, uniqueId };
    },
    ({ mac }) => withColons(mac),
  );
}

async function refuseDuplicate(
  records: Tools['records'],
  mac: string,
  found: ChipFacts,
  ownUuid: string | undefined,
): Promise<void> {
  const record = await records.find(mac);
  if (!record || record.state === 'retired' || !isOtherChip(record, found)) return;
  if (ownUuid !== undefined && ownUuid !== record.uuid) return;
  throw new ProvisioningError(
    'mac-duplicate',
    `${withColons(mac)} was provisioned on ${record.createdAt.slice(0, 10)} as ${record.uuid}, on an ${inWords(record)}; this is an ${inWords(found)}`,
  );
}

const TOLD_DIGITS = 8; // the record and `detect-chip` have them all

function inWords({ chip, uniqueId }: ChipFacts): string {
  return `${CHIPS[chip].title} ${uniqueId === null ? 'without a unique ID' : `with the unique ID ${uniqueId.slice(0, TOLD_DIGITS)}…`}`;
}

function withColons(mac: string): string {
  return mac.replace(/..(?!$)/g, '$&:');
}
