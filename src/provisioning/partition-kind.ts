import type { NvsRegion } from '../contract/fields.ts';
import type { Partition } from './tools.ts';

// Source: esp_partition.h
const DATA = 0x01;
const OTA_DATA = 0x00;
const NVS = 0x02;
const NVS_KEYS = 0x04;

export function isNvs({ type, subtype }: Partition): boolean {
  return type === DATA && subtype === NVS;
}

export function isNvsKeys({ type, subtype }: Partition): boolean {
  return type === DATA && subtype === NVS_KEYS;
}

/** What a firmware leaves blank of it stays as it is; blank OTA data is a choice: it starts the first app. */
export function keepsItsData({ type, subtype }: Partition): boolean {
  return type === DATA && subtype !== OTA_DATA;
}

/** A device that lost an app or its keys does not start, or cannot read; what is neither app nor data only its project knows. */
export function isProtected(partition: Partition): boolean {
  return partition.type !== DATA || isNvsKeys(partition);
}

export function overlaps(one: NvsRegion, other: NvsRegion): boolean {
  return one.offset < other.offset + other.size && other.offset < one.offset + one.size;
}
