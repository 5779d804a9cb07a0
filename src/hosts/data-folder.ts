import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where records are kept unless told otherwise: the folder in which each system keeps the data of programs. */
export function defaultDataFolder(
  platform: NodeJS.Platform = process.platform,
  env: Readonly<Record<string, string | undefined>> = process.env,
  home: string = homedir(),
): string {
  return join(baseFolder(platform, env, home), 'esp32-provisioner');
}

function baseFolder(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (platform === 'win32') return env['APPDATA'] ?? join(home, 'AppData', 'Roaming');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  const xdg = env['XDG_DATA_HOME'];
  // XDG Base Directory Specification: a path that is not absolute is to be ignored.
  return xdg && isAbsolute(xdg) ? xdg : join(home, '.local', 'share');
}
