import type { System } from '../../../src/device/doctor/system.ts';

/** A computer as it was found: its files by path, and what it answers. */
export interface Recording {
  platform?: NodeJS.Platform;
  self?: System['self'];
  files?: Readonly<Record<string, string>>;
  /** Symbolic links by path. */
  links?: Readonly<Record<string, string>>;
  /** Owner, group and mode by path. */
  owners?: Readonly<Record<string, { uid: number; gid: number; mode: number }>>;
  /** Paths that this user may read and write. */
  usable?: readonly string[];
  /** Folders that this user may not list. */
  closed?: readonly string[];
  /** Outputs by the name of the program. */
  programs?: Readonly<Record<string, string>>;
}

export function recordedSystem({
  platform = 'linux',
  self = { pid: 4242, uid: 1000, gids: [1000, 46] },
  files = {},
  links = {},
  owners = {},
  usable = [],
  closed = [],
  programs = {},
}: Recording): System {
  const paths = [...Object.keys(files), ...Object.keys(links), ...Object.keys(owners)];
  return {
    platform,
    self,
    readText: (path) => Promise.resolve(files[path]),
    list: (folder) => {
      const inside = paths.filter((path) => path.startsWith(`${folder}/`));
      const names = inside.map((path) => path.slice(folder.length + 1).split('/')[0] ?? '');
      const there = names.length > 0 && !closed.includes(folder);
      return Promise.resolve(there ? [...new Set(names)] : undefined);
    },
    link: (path) => Promise.resolve(links[path]),
    owner: (path) => Promise.resolve(owners[path]),
    mayUse: (path) => Promise.resolve(usable.includes(path)),
    run: (program) => Promise.resolve(programs[program]),
  };
}
