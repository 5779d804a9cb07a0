import { wrongUsage } from './command-error.ts';
import { readFileUpTo } from '../read-file-up-to.ts';
import { fileProblem } from './file-problem.ts';

const LARGEST_TEXT = 0x10_0000; // a bundle of all CAs of a system has some 220 kB

/** The text of a file that a flag names. Throws `file-unreadable`, with the flag. */
export async function readTextFile(flag: string, path: string): Promise<string> {
  try {
    return (await readFileUpTo(path, LARGEST_TEXT)).toString('utf8');
  } catch (error) {
    throw wrongUsage('file-unreadable', `${flag} ${path}: ${fileProblem(error)}`, { cause: error });
  }
}
