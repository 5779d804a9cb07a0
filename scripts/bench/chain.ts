import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { pythonWithEspressifTools } from '../../tests/conformance/python.ts';
import { NETWORK, type BoardsAnswer } from './boards-process.ts';

const OFFSET = '0xA20000';
const SIZE = '0x10000';
const BAUD = '921600';
const QUICK_PORT = join(import.meta.dirname, 'quick-port.py');

/** What each process of the chain took, in seconds. */
export interface ChainTimes {
  readMac: number;
  register: number;
  generate: number;
  write: number;
  verify: number;
  join: number;
}

export interface ChainOptions {
  port: string;
  ca: BoardsAnswer['ca'];
  /** Without the waits of pyserial's RFC 2217 client: as quick as a port of the same computer. */
  quickPort: boolean;
}

type FileName = (name: string) => string;

/**
 * Provisions one board with the tools that there were before: a process each of esptool (MAC, write, verify), curl,
 * Espressif's generator and an AT script, one after the other as in a shell script. Throws where one fails.
 */
export async function runChain({ port, ca, quickPort }: ChainOptions): Promise<ChainTimes> {
  const folder = await mkdtemp(join(tmpdir(), 'chain-'));
  const file = (name: string) => join(folder, name);
  await writeFile(file('ca.pem'), ca.trust);
  try {
    return await chain(port, { caUrl: ca.url, file, quickPort });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function chain(
  port: string,
  { caUrl, file, quickPort }: { caUrl: string; file: FileName; quickPort: boolean },
): Promise<ChainTimes> {
  const python = (...args: string[]) =>
    timed(pythonWithEspressifTools(), quickPort ? [QUICK_PORT, ...args] : args);
  const esptool = ['-m', 'esptool', '--chip', 'esp32s3', '--port', port];
  const readMac = await python(...esptool, 'read-mac');
  const mac = (/^MAC:\s+(\S+)$/m.exec(readMac.output)?.[1] ?? '').replaceAll(':', '').toUpperCase();
  const identity = { uuid: uuidOf(mac), psk: randomBytes(32).toString('hex') };
  await writeFile(file('body.json'), JSON.stringify({ ...identity, mac, type: 'esp32s3' }));
  const register = await timed('curl', [
    ...['-sS', '--fail', '--cacert', file('ca.pem'), '-H', 'Content-Type: application/json'],
    ...['-d', `@${file('body.json')}`, `${caUrl}/api/devices/register`],
  ]);
  const { certificate } = JSON.parse(register.output) as { certificate: string };
  await writeFile(file('device.pem'), certificate);
  await writeFile(file('nvs.csv'), csv(identity, file('device.pem')));
  const generate = await python(
    ...['-m', 'esp_idf_nvs_partition_gen', 'generate', file('nvs.csv'), file('nvs.bin'), SIZE],
  );
  const flash = [...esptool, '--baud', BAUD];
  const write = await python(...flash, 'write-flash', OFFSET, file('nvs.bin'));
  const verify = await python(...flash, 'verify-flash', OFFSET, file('nvs.bin'));
  const script = join(import.meta.dirname, 'at-join.py');
  const dialogue = await python(script, port, NETWORK.ssid, NETWORK.password);
  return {
    readMac: readMac.seconds,
    register: register.seconds,
    generate: generate.seconds,
    write: write.seconds,
    verify: verify.seconds,
    join: dialogue.seconds,
  };
}

function csv({ uuid, psk }: { uuid: string; psk: string }, certificate: string): string {
  return [
    'key,type,encoding,value',
    'deviceprovision,namespace,,',
    `uuid,data,string,${uuid}`,
    `psk,data,string,${psk}`,
    `device_cert,file,string,${certificate}`,
    `wifi_ssid,data,string,${NETWORK.ssid}`,
    `wifi_password,data,string,${NETWORK.password}`,
    '',
  ].join('\n');
}

/** Any that is stable will do here. */
function uuidOf(mac: string): string {
  const hex = createHash('sha256').update(mac).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

async function timed(
  program: string,
  args: readonly string[],
): Promise<{ seconds: number; output: string }> {
  const began = performance.now();
  const { stdout } = await promisify(execFile)(program, args);
  return { seconds: (performance.now() - began) / 1_000, output: stdout };
}
