import { resolve } from 'node:path';
import { decodeNvs } from '../decode-nvs.ts';
import { readInputFile } from '../files.ts';
import { NvsError } from '../nvs-error.ts';
import type { NvsView } from '../nvs-view.ts';
import { parseOptions } from './parse-options.ts';
import { readKey } from './read-key.ts';
import type { Terminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** `dump IMAGE [--inputkey FILE] [--readonly]`: what firmware reads from an image, as JSON. */
export function dump(args: string[], terminal: Terminal): void {
  const { values, positionals } = parseOptions(args, {
    inputkey: { type: 'string' },
    readonly: { type: 'boolean', default: false },
  });
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new UsageError('one image is required');
  const image = readInputFile(resolve(terminal.cwd, file), file);
  terminal.print(formatView(viewOf(image, values, terminal)));
}

/** A key partition that the library would not take is a way for mounting to end. */
function viewOf(
  image: Uint8Array,
  { inputkey, readonly }: { inputkey?: string | undefined; readonly: boolean },
  terminal: Terminal,
): NvsView {
  try {
    const encryptionKey = inputkey === undefined ? undefined : readKey(inputkey, terminal);
    return decodeNvs(image, { encryptionKey, readOnly: readonly });
  } catch (error) {
    const code = error instanceof NvsError ? error.code : undefined;
    const lists = { namespaces: [], items: [], unreadable: [], unreachable: [] };
    if (code === 'key-corrupt') return { mount: 'ESP_ERR_NVS_CORRUPT_KEY_PART', ...lists };
    if (code === 'key-blank') return { mount: 'ESP_ERR_NVS_KEYS_NOT_INITIALIZED', ...lists };
    throw error;
  }
}

/** One line for every value, so that two images can be compared with a text tool. */
function formatView({ mount, namespaces, items, unreadable, unreachable }: NvsView): string {
  const values = items.map(({ bytes, ...item }) => ({
    ...item,
    hex: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex'),
  }));
  const members = [
    `"mount": ${JSON.stringify(mount)}`,
    `"namespaces": ${JSON.stringify(namespaces)}`,
    `"items": ${formatList(values)}`,
    `"unreadable": ${formatList(unreadable)}`,
    `"unreachable": ${formatList(unreachable)}`,
  ];
  return `{\n ${members.join(',\n ')}\n}`;
}

function formatList(list: object[]): string {
  return list.length === 0
    ? '[]'
    : `[\n${list.map((value) => `  ${JSON.stringify(value)}`).join(',\n')}]`;
}
