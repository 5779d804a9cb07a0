/**
 * What the port doctor may ask a computer. Nothing here changes anything, and nothing throws: what cannot be read is
 * undefined. Tests put a recorded computer in its place.
 */
export interface System {
  readonly platform: NodeJS.Platform;
  /** This process. Undefined where the system knows no such numbers. */
  readonly self: { pid: number; uid: number | undefined; gids: readonly number[] };
  readText(path: string): Promise<string | undefined>;
  /** The names in a folder. */
  list(path: string): Promise<readonly string[] | undefined>;
  /** Where a symbolic link points to, as it is written there. */
  link(path: string): Promise<string | undefined>;
  owner(path: string): Promise<FileOwner | undefined>;
  /** Whether this process may read and write it, access control lists included. */
  mayUse(path: string): Promise<boolean>;
  /** The output of a program; undefined where there is no such program or it fails. */
  run(program: string, args: readonly string[]): Promise<string | undefined>;
}

export interface FileOwner {
  uid: number;
  gid: number;
  /** The permission bits alone, as 0o660. */
  mode: number;
}
