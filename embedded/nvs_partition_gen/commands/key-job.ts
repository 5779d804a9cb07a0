import { existsSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { readInputFile, writeOutputFile } from '../files.ts';
import {
  deriveEncryptionKey,
  encodeKeyPartition,
  makeEncryptionKey,
  makeHmacKey,
} from '../key-partition.ts';
import { NvsError } from '../nvs-error.ts';
import { outputPath, type OutputPath } from './output-path.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** The options that `generate-key` and `encrypt` share. */
export const KEY_OPTIONS = {
  keyfile: { type: 'string' },
  key_protect_hmac: { type: 'boolean', default: false },
  kp_hmac_keygen: { type: 'boolean', default: false },
  kp_hmac_keyfile: { type: 'string' },
  kp_hmac_inputkey: { type: 'string' },
  outdir: { type: 'string' },
} as const;

export interface KeyOptions {
  keyfile?: string | undefined;
  key_protect_hmac: boolean;
  kp_hmac_keygen: boolean;
  kp_hmac_keyfile?: string | undefined;
  kp_hmac_inputkey?: string | undefined;
  outdir?: string | undefined;
}

/** A new encryption key that goes into files under `OUTDIR/keys`. Nothing is written before `write`. */
export class KeyJob {
  readonly encryptionKey: Uint8Array;
  readonly #terminal: Terminal;
  readonly #keyFile: OutputPath;
  readonly #hmacKeyFile: OutputPath | undefined;
  readonly #hmacKey: Uint8Array | undefined;

  /** Throws UsageError and NvsError for options that cannot be meant, and for key files that exist. */
  constructor(options: KeyOptions, terminal: Terminal) {
    checkHmacOptions(options);
    this.#terminal = terminal;
    const { outdir, keyfile = `keys-${minuteStamp(new Date())}.bin` } = options;
    const inKeys = (file: string) =>
      outputPath({ file: withExtension(file), outdir, folder: 'keys' }, terminal);
    this.#keyFile = inKeys(keyfile);
    if (options.kp_hmac_keygen) {
      const name = join(dirname(keyfile), `hmac-${basename(keyfile)}`);
      this.#hmacKeyFile = inKeys(options.kp_hmac_keyfile ?? name);
      this.#hmacKey = makeHmacKey();
    } else if (options.kp_hmac_inputkey !== undefined) {
      const file = options.kp_hmac_inputkey;
      this.#hmacKey = readInputFile(resolve(terminal.cwd, file), file);
    }
    this.encryptionKey =
      this.#hmacKey === undefined ? makeEncryptionKey() : deriveEncryptionKey(this.#hmacKey);
    for (const file of [this.#keyFile, this.#hmacKeyFile]) refuseExisting(file);
  }

  write(): void {
    if (this.#hmacKeyFile !== undefined && this.#hmacKey !== undefined) {
      writeOutputFile(this.#hmacKeyFile.path, this.#hmacKey);
    }
    writeOutputFile(this.#keyFile.path, encodeKeyPartition(this.encryptionKey));
    this.#terminal.print(`\nCreated encryption keys: ===>  ${this.#keyFile.shown}`);
  }
}

function checkHmacOptions(options: KeyOptions): void {
  const { key_protect_hmac, kp_hmac_keygen, kp_hmac_keyfile, kp_hmac_inputkey } = options;
  const isMade = kp_hmac_keygen;
  const isGiven = kp_hmac_inputkey !== undefined;
  if (!key_protect_hmac && (isMade || isGiven || kp_hmac_keyfile !== undefined)) {
    throw new UsageError('the options --kp_hmac_... belong to --key_protect_hmac');
  }
  if (isMade && isGiven) {
    throw new UsageError('--kp_hmac_keygen and --kp_hmac_inputkey exclude each other');
  }
  if (key_protect_hmac && !isMade && !isGiven) {
    throw new NvsError(
      'key-missing',
      'there is no HMAC key: name its file with --kp_hmac_inputkey, or make one with --kp_hmac_keygen',
    );
  }
}

/** The generator's default name; it has no year and no seconds. */
function minuteStamp(time: Date): string {
  const [month, day, hour, minute] = [
    time.getMonth() + 1,
    time.getDate(),
    time.getHours(),
    time.getMinutes(),
  ].map((number) => String(number).padStart(2, '0'));
  return `${month}-${day}_${hour}-${minute}`;
}

function withExtension(file: string): string {
  return extname(file) === '' ? `${file}.bin` : file;
}

/** Without its key an encrypted partition is lost, so that no key ever replaces another. */
function refuseExisting(file: OutputPath | undefined): void {
  if (file === undefined || !existsSync(file.path)) return;
  throw new NvsError(
    'key-exists',
    `the key file ${file.shown} exists already; move it away, or name another`,
  );
}
