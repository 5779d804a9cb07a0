import { CHIPS } from '../../contract/chip.ts';
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
  if (!record || !isOfOtherChip(record, found)) return;
  if (ownUuid !== undefined && ownUuid !== record.uuid) return;
  throw new ProvisioningError(
    'mac-duplicate',
    `${withColons(mac)} was provisioned on ${record.createdAt.slice(0, 10)} as ${record.uuid}, on an ${inWords(record)}; this is an ${inWords(found)}`,
  );
}

type ChipFacts = Pick<DeviceRecord, 'chip' | 'uniqueId'>;

/**
 * Whether a chip with the MAC of this record is not the one that was provisioned then, as far as its eFuses tell: those of
 * some kinds of chip have no unique ID to compare.
 */
export function isOfOtherChip(record: DeviceRecord, found: ChipFacts): boolean {
  if (record.state === 'retired' || record.uniqueId === null) return false;
  const tells = found.uniqueId !== null || found.chip === record.chip;
  return tells && found.uniqueId !== record.uniqueId;
}

const TOLD_DIGITS = 8; // the record and Detect have them all

function inWords({ chip, uniqueId }: ChipFacts): string {
  return `${CHIPS[chip].title} ${uniqueId === null ? 'without a unique ID' : `with the unique ID ${uniqueId.slice(0, TOLD_DIGITS)}…`}`;
}

function withColons(mac: string): string {
  return mac.replace(/..(?!$)/g, '$&:');
}
