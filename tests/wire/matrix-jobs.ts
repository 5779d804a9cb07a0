import { createHash } from 'node:crypto';

import { expect } from 'vitest';

import { decodeNvs } from '../../embedded/nvs_partition_gen/decode-nvs.ts';
import type { ChipName } from '../../src/contract/chip.ts';
import { hasWifi } from '../../src/contract/has-wifi.ts';
import type { ProofId } from '../../src/contract/run.ts';
import { readFirmware } from '../../src/firmware/read-firmware.ts';
import { factoryPartitions } from '../../src/virtual-bench/virtual-esp32/firmware/factory-flash.ts';
import { mountSettings } from '../../src/virtual-bench/virtual-esp32/firmware/mounted-settings.ts';
import { WIFI, type Bench, type RunEnd } from './bench.ts';
import { firmwareSet } from './firmware-set.ts';
import type { MatrixBench } from './matrix-connections.ts';

/** One thing that people do with a board, on a bench where it has just come out of its box. */
export interface MatrixJob {
  name: string;
  /** Why this chip cannot do it at all. */
  impossible: (chip: ChipName) => string | undefined;
  /** Throws unless everything is as it must be. */
  run: (on: MatrixBench, chip: ChipName) => Promise<void>;
}

const OFFSET = 0xa2_0000;
const SIZE = 0x1_0000;
const OWN = {
  uuid: '12345678-1234-1234-1234-123456789012',
  psk: createHash('sha256').update('custom').digest('hex'),
};
const ALWAYS = () => undefined;

export const MATRIX_JOBS: readonly MatrixJob[] = [
  { name: 'fresh', impossible: ALWAYS, run: provisionFresh },
  {
    name: 'Wi-Fi only',
    impossible: (chip) => (hasWifi(chip) ? undefined : 'no Wi-Fi'),
    run: changeWifiOnly,
  },
  { name: 'custom credentials', impossible: ALWAYS, run: provisionWithOwn },
  { name: 'firmware + NVS', impossible: ALWAYS, run: provisionWithFirmware },
];

async function provisionFresh(on: MatrixBench, chip: ChipName): Promise<void> {
  const end = await provision(on, { wifi: wifiOf(chip) });
  expectPassed(end, chip);
  expect(end.result).toMatchObject({ chip, mac: 'A0B1C2D3E4F5', nvs: { offset: OFFSET } });
  expectOnDevice(on, end, chip);
  const [registration] = on.bench.ca.registrations();
  expect(registration).toMatchObject({ uuid: end.result?.uuid, mac: 'A0B1C2D3E4F5', type: chip });
}

async function provisionWithOwn(on: MatrixBench, chip: ChipName): Promise<void> {
  const end = await provision(on, { wifi: wifiOf(chip), overrides: OWN });
  expectPassed(end, chip);
  expectOnDevice(on, end, chip);
  expect(onDevice(on)).toMatchObject(OWN);
  expect(on.bench.ca.registrations()).toMatchObject([OWN]);
}

/** A build of ESP-IDF on an erased flash, then the settings, in one run. */
async function provisionWithFirmware(on: MatrixBench, chip: ChipName): Promise<void> {
  const { files, offsets } = firmwareSet(chip, { version: '2' });
  const bytesOf = (path: string) => files.get(path) ?? new Uint8Array();
  const list = 'flasher_args.json';
  const firmware = await readFirmware({
    name: list,
    bytes: bytesOf(list),
    address: undefined,
    readBeside: (path) => Promise.resolve(bytesOf(path)),
  });
  on.board.flash.erase(0, on.board.flash.size);
  const { id } = on.bench.provisioner.firmware.add(firmware);
  const end = await provision(on, { wifi: wifiOf(chip), firmware: id });
  expectPassed(end, chip, { firmware: 'passed' });
  expectOnDevice(on, end, chip);
  for (const [path, offset] of Object.entries(offsets)) {
    const found = on.board.flash.read(offset, bytesOf(path).length);
    expect(Buffer.compare(found, bytesOf(path)), path).toBe(0);
  }
}

async function changeWifiOnly(on: MatrixBench, _chip: ChipName): Promise<void> {
  const first = await provision(on, { wifi: null });
  expect(first.failure).toBeUndefined();
  const before = onDevice(on);
  const network = { wifi_ssid: WIFI.ssid, wifi_password: WIFI.password };
  for (const wifiOnlyBy of ['dialogue', 'partition']) {
    const end = await provision(on, { includeCredentials: false, ca: null, wifiOnlyBy });
    expect(end.failure).toBeUndefined();
    expect(end.result).toMatchObject({ wifi: { status: 'connected', ssid: WIFI.ssid } });
    expect({ ...onDevice(on), ...network }).toEqual({ ...before, ...network });
  }
  expect(onDevice(on)).toMatchObject(network);
}

async function provision(
  on: MatrixBench,
  request: Parameters<Bench['provision']>[0],
): Promise<RunEnd> {
  return on.bench.provision({ port: await on.port(), ...request });
}

/** A chip without Wi-Fi is not asked for it, and its proof is skipped, not passed. */
function wifiOf(chip: ChipName): typeof WIFI | null {
  return hasWifi(chip) ? WIFI : null;
}

function expectPassed(
  { failure, result }: RunEnd,
  chip: ChipName,
  more: Partial<Record<ProofId, string>> = {},
): void {
  expect(failure).toBeUndefined();
  const expected: Partial<Record<ProofId, string>> = {
    record: 'passed',
    certificate: 'passed',
    image: 'passed',
    readBack: 'passed',
    boot: 'passed',
    wifi: hasWifi(chip) ? 'passed' : 'skipped',
    ...more,
  };
  const found = Object.entries(result?.proofs ?? {}).map(([id, proof]) => [id, proof?.status]);
  expect(Object.fromEntries(found)).toEqual(expected);
}

/** What the flash holds is what the run says, and what the firmware finds there. */
function expectOnDevice(on: MatrixBench, { result }: RunEnd, chip: ChipName): void {
  const { uuid, device_cert, wifi_ssid } = onDevice(on);
  expect({ uuid, device_cert }).toEqual({ uuid: result?.uuid, device_cert: result?.certificate });
  expect(wifi_ssid).toBe(wifiOf(chip)?.ssid);
  const { board } = on;
  const { settings, problems } = mountSettings(board, factoryPartitions(board.flash.size));
  expect(settings).toMatchObject({ uuid: result?.uuid, partition: { offset: OFFSET } });
  expect(problems).toEqual([]);
}

/** What a device with ESP-IDF's library would read from the flash of the virtual board. */
function onDevice({ board }: MatrixBench): Record<string, string | undefined> {
  const { items } = decodeNvs(board.flash.read(OFFSET, SIZE));
  return Object.fromEntries(
    items.map(({ key, bytes }) => [key, Buffer.from(bytes).toString('utf8').slice(0, -1)]),
  );
}
