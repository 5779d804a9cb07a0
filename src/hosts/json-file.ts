import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

import type { z } from 'zod';

import { ensurePrivateFolder } from '../records/private-file.ts';
import { errorCode } from '../records/record-failure.ts';
import { savePrivateText } from '../records/save-private-text.ts';

/** Disposed of, it waits until the last value is on the disk, and then writes no more. */
export interface JsonFile<T> extends AsyncDisposable {
  readonly value: T;
  /** For people: why what was remembered is not used. */
  readonly warning: string | undefined;
  /** Replaces the file whole. Throws `file-unwritable`; until the program ends the value holds all the same. */
  save(value: T): Promise<void>;
}

/**
 * What the program remembers for convenience, in a file for its owner alone. No secret belongs into it. A file that
 * cannot be understood is worth a warning, not a stop: what the schema makes of `{}` takes its place. Never throws.
 */
export async function openJsonFile<S extends z.ZodType>(
  path: string,
  schema: S,
): Promise<JsonFile<z.infer<S>>> {
  const { value: found, warning } = await read(path, schema);
  let value = found;
  let lastWrite = Promise.resolve();
  let hasEnded = false;
  return {
    get value() {
      return value;
    },
    warning,
    async save(changed) {
      value = changed;
      if (hasEnded) return;
      const write = lastWrite.then(() => writeJson(path, changed));
      lastWrite = write.catch(() => undefined); // who asked for that one is told
      await write;
    },
    async [Symbol.asyncDispose]() {
      hasEnded = true;
      await lastWrite;
    },
  };
}

async function read<S extends z.ZodType>(path: string, schema: S) {
  try {
    return { value: schema.parse(JSON.parse(await readFile(path, 'utf8'))), warning: undefined };
  } catch (error) {
    const isNew = errorCode(error) === 'ENOENT';
    const warning = `${basename(path)} cannot be understood; it is not used`;
    return { value: schema.parse({}), warning: isNew ? undefined : warning };
  }
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await ensurePrivateFolder(dirname(path));
  await savePrivateText(path, `${JSON.stringify(value, null, 2)}\n`);
}
