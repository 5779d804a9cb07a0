import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

import { fileProblem } from './file-problem.ts';
import { Secret } from '../../contract/secret.ts';
import { wrongUsage } from './command-error.ts';

const MAX_BYTES = 16_384; // no secret of ours is longer; /dev/zero is

/** A flag of the command line that names a file with a secret in it. */
export interface SecretFile {
  flag: string;
  path: string;
}

/**
 * A secret from a file, or from the standard input where the path is `-`. One line break at the very end is taken off,
 * because editors put it there; all else is part of the secret.
 */
export async function readSecret(file: SecretFile): Promise<Secret> {
  const bytes = file.path === '-' ? await fromStandardInput(file) : await fromFile(file);
  if (bytes.length > MAX_BYTES) throw unreadable(file, `it is longer than ${MAX_BYTES} bytes`);
  return new Secret(decode(file, bytes).replace(/\r?\n$/, ''));
}

/** There is one standard input: two secrets cannot both come from it. */
export function refuseSharedInput(files: readonly (SecretFile | undefined)[]): void {
  const sharing = files.filter((file) => file?.path === '-').map((file) => file?.flag);
  if (sharing.length > 1) {
    throw wrongUsage(
      'bad-request',
      `${sharing.join(' and ')} cannot both read the standard input; give one of them a file`,
    );
  }
}

async function fromFile(file: SecretFile): Promise<Buffer> {
  try {
    await using handle = await open(file.path);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_BYTES + 1));
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw unreadable(file, fileProblem(error));
  }
}

async function fromStandardInput({ flag }: SecretFile): Promise<Buffer> {
  if (process.stdin.isTTY) return Buffer.from(await askPerson(flag));
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** readline echoes into its output; here that is nowhere. */
async function askPerson(flag: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(`${flag} (not shown while you type): `);
  try {
    return await lines.question('');
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}

function decode(file: SecretFile, bytes: Buffer): string {
  try {
    // A byte order mark stays: the schema then says that the first character is not ASCII.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw wrongUsage('file-unreadable', `${name(file)} is not UTF-8 text`, { cause: error });
  }
}

function unreadable(file: SecretFile, why: string) {
  return wrongUsage('file-unreadable', `${name(file)}: ${why}`);
}

function name({ flag, path }: SecretFile): string {
  return path === '-' ? `${flag} (standard input)` : `${flag} ${path}`;
}
