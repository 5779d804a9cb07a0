import type { Command } from 'commander';

import type { DetectedDevice } from '../../../contract/channels.ts';
import { answer } from '../answer.ts';
import { askOnce } from '../ask.ts';
import { addPortFlags, type PortFlags } from '../port-flags.ts';
import { macWithColons } from '../run-text.ts';
import { textTable } from '../text-table.ts';

export function detectChipCommand(program: Command): void {
  addPortFlags(program.command('detect-chip'))
    .description('tell which chip is on a port, and what is on it; changes nothing')
    .action(async ({ port, before, json, dataDir }: PortFlags) => {
      const found = await askOnce('prov:detect-chip', { port, before }, { dataDir });
      answer(found, json, describe);
    });
}

function describe(device: DetectedDevice): string {
  const partitions = device.nvsPartitions.map(
    ({ label, offset, size }) => `${label} at 0x${offset.toString(16)}, ${size} bytes`,
  );
  const security = [
    device.flashEncryption && 'flash encryption',
    device.secureBoot && 'secure boot',
    device.secureDownload && 'secure download mode',
  ].filter((fact) => fact !== false);
  return textTable([
    ['Chip', device.description],
    ['MAC', macWithColons(device.mac)],
    ...(device.uniqueId === null ? [] : [['Unique ID', device.uniqueId]]),
    ['Flash', `${device.flashSize >> 20} MB`],
    ['Partitions', PARTITION_TABLE[device.partitionTable]],
    ['NVS', partitions.join('; ') || 'no NVS partition'],
    ['Security', security.join(', ') || 'none'],
    ['Record', device.record ? recordText(device.record) : 'none'],
  ]);
}

function recordText({ id, uuid, isOfOtherChip }: NonNullable<DetectedDevice['record']>): string {
  const otherChip = isOfOtherChip ? ', of another chip with this MAC' : '';
  return `${id}, UUID ${uuid}${otherChip}`;
}

const PARTITION_TABLE: Record<DetectedDevice['partitionTable'], string> = {
  valid: 'partition table in order',
  missing: 'no partition table: no firmware was flashed',
  invalid: 'the partition table is damaged',
  unreadable: 'not readable, the flash is encrypted',
};
