import fc from 'fast-check';

import type { Profile, WifiDialect } from '../../../src/contract/profile.ts';
import { ProvisioningError } from '../../../src/contract/provisioning-error.ts';
import { Secret } from '../../../src/contract/secret.ts';
import { configureWifi } from '../../../src/device/wifi/configure-wifi.ts';
import { FirmwareConsole } from '../../../src/device/wifi/firmware-console.ts';
import type { SerialLine } from '../../../src/device/serial-line.ts';

type Ended = Awaited<ReturnType<typeof configureWifi>>;

export const RESET = 'rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n';

export interface Values {
  ssid: string;
  /** null: an open network. */
  password: string | null;
}

/** The whole dialogue against a scripted far end: the address or the code of what stands in its way, and the log. */
export async function converse(
  line: SerialLine,
  dialect: Profile['wifi']['dialect'],
  { ssid, password }: Values,
  longer: Partial<Profile['wifi']> = {},
): Promise<{ outcome: unknown; accepted: boolean; dialect: WifiDialect | undefined; log: string }> {
  const limits = {
    onlyBy: 'dialogue' as const,
    dialect,
    proof: 'address' as const,
    readyTimeoutMs: 150,
    commandTimeoutMs: 100,
    joinTimeoutMs: 150,
    ...longer,
  };
  const log: string[] = [];
  using console = new FirmwareConsole(line, (text) => log.push(text));
  const end = await configureWifi(
    console,
    { ssid, password: password === null ? null : new Secret(password) },
    limits,
    new AbortController().signal,
  ).catch((error: unknown) => (error instanceof ProvisioningError ? error.code : error));
  const joined =
    typeof end === 'object' && end !== null && 'ip' in end ? (end as Ended) : undefined;
  return {
    outcome: joined ? (joined.ip ?? joined.missing.code) : end,
    accepted: joined !== undefined,
    dialect: joined?.dialect,
    log: log.join('\n'),
  };
}

const character = fc.oneof(
  fc.constantFrom(' ', '"', "'", ',', '\\', '=', '-', '%', 'ü', '日', '😀'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
);

function text(maxBytes: number): fc.Arbitrary<string> {
  return fc
    .string({ unit: character, minLength: 1, maxLength: maxBytes })
    .map((value) => value.replace(/[\u0000-\u001f\u007f]/g, ''))
    .map((value) => new TextDecoder().decode(new TextEncoder().encode(value).slice(0, maxBytes)))
    .map((value) => value.replace(/\ufffd/g, ''))
    .filter((value) => value !== '');
}

/** Names and passwords of any characters but controls, within the limits of IEEE 802.11. */
export const anyNetwork: fc.Arbitrary<Values> = fc.record({
  ssid: text(32),
  password: fc.option(text(64), { freq: 10 }),
});

export const RANDOM_NETWORKS = 2_000;
/** The far end answers at once; only a machine that stands still for so long could fail. */
export const PATIENT = { readyTimeoutMs: 60_000, commandTimeoutMs: 60_000, joinTimeoutMs: 60_000 };
