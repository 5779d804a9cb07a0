import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { WireError } from '../../../src/contract/errors.ts';
import { toWireError } from '../../../src/contract/provisioning-error.ts';
import type { RunStart } from '../../../src/contract/record-keeping.ts';
import { Secret } from '../../../src/contract/secret.ts';
import { keyFile } from '../../../src/records/key-file.ts';
import {
  openRecordStore,
  type RecordStore,
  type RecordStoreOptions,
} from '../../../src/records/record-store.ts';

export const MAC = 'A0B1C2D3E4F5';

/** A folder of its own for each test; gone when the test is. */
export async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'records-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** The records of a data folder as the command line opens them. */
export function openRecords(
  folder: string,
  options: Partial<RecordStoreOptions> = {},
): Promise<RecordStore> {
  return openRecordStore({ folder, secrets: keyFile(join(folder, 'records.key')), ...options });
}

export function aRun(start: Partial<RunStart> = {}): RunStart {
  return {
    runId: randomUUID(),
    mac: MAC,
    chip: 'esp32s3',
    uuid: randomUUID(),
    psk: aPsk(),
    profile: 'spec',
    caUrl: 'https://ca.example',
    nvs: { offset: 0xa20000, size: 0x10000, partition: 'prov_nvs', overridden: false },
    firmware: null,
    uniqueId: null,
    ssid: 'Bench',
    replaces: null,
    ...start,
  };
}

export function aPsk(): Secret {
  return new Secret(randomBytes(32).toString('hex'));
}

/** What a person is told; fails if it did not fail. */
export async function failureOf(work: Promise<unknown>): Promise<WireError> {
  const [outcome] = await Promise.allSettled([work]);
  if (outcome.status === 'fulfilled') throw new Error('it succeeded');
  return toWireError(outcome.reason);
}

/** The MAC of the n-th board of a tray. */
export function macOf(n: number): string {
  return n.toString(16).toUpperCase().padStart(12, '0');
}
