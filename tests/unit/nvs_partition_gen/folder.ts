import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../../embedded/nvs_partition_gen/command-line.ts';

/** A folder of its own to stand in and call the command line from; gone with the test. */
export class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'nvs-'));

  constructor(files: Record<string, string | Uint8Array> = {}) {
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  /** With everything that another folder holds. */
  static copyOf(folder: string): Folder {
    const copy = new Folder();
    cpSync(folder, copy.path, { recursive: true });
    return copy;
  }

  run(...args: string[]): { code: number; stdout: string; stderr: string } {
    let stdout = '';
    let stderr = '';
    const code = runCommandLine(args, {
      cwd: this.path,
      print: (line) => (stdout += `${line}\n`),
      warn: (line) => (stderr += `${line}\n`),
    });
    return { code, stdout, stderr };
  }

  write(name: string, content: string | Uint8Array): void {
    writeFileSync(join(this.path, name), content);
  }

  read(name: string): Uint8Array {
    return new Uint8Array(readFileSync(join(this.path, name)));
  }

  /** Permission bits; where there are none, those that were asked for. */
  modeOf(name: string): number {
    return process.platform === 'win32' ? 0o600 : statSync(join(this.path, name)).mode & 0o777;
  }

  list(): string[] {
    return readdirSync(this.path).sort();
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
