import { ProvisioningError } from '../contract/provisioning-error.ts';

/** Runs `work`; any failure of the disk or of SQLite becomes `record-failed`, in words. Errors of our own pass unchanged. */
export async function orRecordFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof ProvisioningError) throw thrown;
    throw new ProvisioningError('record-failed', diskProblem(thrown), { cause: thrown });
  }
}

/** What is wrong with the disk, for a person. Node's error codes and SQLite's result codes (sqlite.org/rescode.html). */
export function diskProblem(thrown: unknown): string {
  const code = errorCode(thrown);
  for (const [pattern, words] of DISK_PROBLEMS) if (pattern.test(code)) return words;
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Whether SQLite says that the file itself is broken. */
export function isDamage(thrown: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(errorCode(thrown));
}

export function errorCode(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}

const DISK_PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [/^(ENOSPC|EDQUOT|SQLITE_FULL)/, 'the disk is full'],
  [/^(EROFS|SQLITE_READONLY)/, 'the data folder is read-only'],
  [/^(EACCES|EPERM|SQLITE_PERM|SQLITE_AUTH)/, 'you may not write there'],
  [/^(SQLITE_BUSY|SQLITE_LOCKED|EBUSY)/, 'another program holds it'],
  [/^(SQLITE_CORRUPT|SQLITE_NOTADB)/, 'the file is damaged'],
  [/^(ENOTDIR|EEXIST)/, 'something that is no folder is in the way'],
  [/^ENOENT/, 'there is no such folder'],
  [/^SQLITE_CANTOPEN/, 'the file cannot be opened'],
  [/^(EIO|EFBIG|SQLITE_IOERR)/, 'the disk does not take it'],
];
