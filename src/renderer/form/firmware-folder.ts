/** What ESP-IDF and ESP Web Tools call their lists; a build folder that has both is ESP-IDF's. */
const LISTS = ['flasher_args.json', 'manifest.json'];

/** The list of a folder that the browser was given and the files that it names, by their paths; null without a list. */
export async function firmwareFolder(
  files: readonly File[],
): Promise<ReadonlyMap<string, File> | null> {
  const byPath = new Map(files.map((file) => [pathInFolder(file), file]));
  const name = LISTS.find((list) => byPath.has(list));
  const list = name === undefined ? undefined : byPath.get(name);
  if (name === undefined || !list) return null;
  const text = (await list.text()).replaceAll('\\\\', '/'); // paths of Windows
  const named = [...byPath].filter(([path]) => path !== name && text.includes(path));
  return new Map([[name, list], ...named]); // a build folder holds thousands of others
}

/** `bootloader/bootloader.bin` of `build/bootloader/bootloader.bin`. */
function pathInFolder({ name, webkitRelativePath }: File): string {
  return webkitRelativePath.split('/').slice(1).join('/') || name;
}
