import { CHIPS } from '../../../contract/chip.ts';
import type { ChipModel } from '../chip-model.ts';
import { firmwareImage } from './firmware-image.ts';
import {
  encodePartitionTable,
  PARTITION,
  PARTITION_TABLE_OFFSET,
  type Partition,
} from './partition-table.ts';

/** The partition that waits for an identity: where the specification has it, if the flash reaches that far. */
const PROVISIONING_LABEL = 'prov_nvs';
const PROVISIONING_OFFSET = 0xa2_0000;
const PROVISIONING_SIZE = 0x1_0000;

const FACTORY_OFFSET = 0x2_0000;
const LARGEST_FACTORY_SIZE = 0x10_0000;

/**
 * What a board's flash holds when it comes to the bench: a bootloader, a partition table, an app; no identity.
 * Behind the bytes given it is erased. `flashSize` in bytes.
 */
export function factoryFlash(chip: ChipModel, flashSize: number, keyPartition = false): Uint8Array {
  const app = firmwareImage(chip, 'virtual provisioning firmware', flashSize);
  const flash = new Uint8Array(FACTORY_OFFSET + app.length).fill(0xff);
  flash.set(
    firmwareImage(chip, 'virtual second stage bootloader', flashSize),
    CHIPS[chip.name].bootloaderOffset,
  );
  flash.set(
    encodePartitionTable(factoryPartitions(flashSize, keyPartition)),
    PARTITION_TABLE_OFFSET,
  );
  flash.set(app, FACTORY_OFFSET);
  return flash;
}

/**
 * Its partition table; `flashSize` in bytes. Below 16 MB the last 64 KiB wait for the identity. With `keyPartition` it
 * has a place for the keys by which its firmware encrypts NVS.
 */
export function factoryPartitions(flashSize: number, keyPartition = false): Partition[] {
  const reaches = PROVISIONING_OFFSET + PROVISIONING_SIZE <= flashSize;
  const provisioning = reaches ? PROVISIONING_OFFSET : flashSize - PROVISIONING_SIZE;
  const { APP, DATA, FACTORY, NVS, NVS_KEYS, OTA_DATA, PHY } = PARTITION;
  const keys = { label: 'nvs_keys', type: DATA, subtype: NVS_KEYS, offset: 0x1_2000, size: 0x1000 };
  return [
    { label: 'nvs', type: DATA, subtype: NVS, offset: 0x9000, size: 0x6000 },
    { label: 'otadata', type: DATA, subtype: OTA_DATA, offset: 0xf000, size: 0x2000 },
    { label: 'phy_init', type: DATA, subtype: PHY, offset: 0x1_1000, size: 0x1000 },
    ...(keyPartition ? [keys] : []),
    {
      label: 'factory',
      type: APP,
      subtype: FACTORY,
      offset: FACTORY_OFFSET,
      size: Math.min(LARGEST_FACTORY_SIZE, provisioning - FACTORY_OFFSET),
    },
    {
      label: PROVISIONING_LABEL,
      type: DATA,
      subtype: NVS,
      offset: provisioning,
      size: PROVISIONING_SIZE,
    },
  ];
}
