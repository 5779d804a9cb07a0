import { LARGEST_TEXT_FILE } from '../../contract/fields.ts';

/**
 * What the page sends of the text file that a person chose: nothing where there is none, because then the host asks
 * itself; undefined if it is larger than any such file.
 */
export async function textFile(
  file: File | undefined,
): Promise<{ file?: { name: string; text: string } } | undefined> {
  if (!file) return {};
  if (file.size > LARGEST_TEXT_FILE) return undefined;
  return { file: { name: file.name, text: await file.text() } };
}
