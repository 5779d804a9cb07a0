import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

import type { ChosenFirmware, Reply } from '../../contract/channels.ts';
import { ProvisioningError, toWireError } from '../../contract/provisioning-error.ts';
import type { FirmwareSource } from '../../firmware/read-firmware.ts';
import type { AcceptFirmware, ChooseFirmware } from '../window-files.ts';

const OPEN_MS = 600_000; // a person looks for the file meanwhile
const MOST_BYTES = 64 * 0x10_0000; // no firmware for these chips is larger, and it is held in memory

/** Doors through which the browser sends the files of a firmware, each for one upload. */
export class Uploads implements Disposable {
  readonly #open = new Map<string, { take: Take; expiry: NodeJS.Timeout }>();

  readonly offer: ChooseFirmware = (address, accept) => {
    const url = `/upload/${randomUUID()}`;
    const expiry = setTimeout(() => this.#open.delete(url), OPEN_MS);
    this.#open.set(url, { take: (form) => accept(sourceOf(form, address)), expiry });
    return Promise.resolve({ status: 'upload', url });
  };

  /** What is answered to a POST there; undefined where no such door is open. Answers once. */
  async take(
    pathname: string,
    request: IncomingMessage,
  ): Promise<Reply<ChosenFirmware> | undefined> {
    const open = this.#open.get(pathname);
    if (!open) return undefined;
    this.#open.delete(pathname);
    clearTimeout(open.expiry);
    try {
      return { ok: true, value: await open.take(await formOf(request)) };
    } catch (error) {
      return { ok: false, error: toWireError(error) };
    }
  }

  [Symbol.dispose](): void {
    for (const { expiry } of this.#open.values()) clearTimeout(expiry);
  }
}

type Take = (files: ReadonlyMap<string, Uint8Array>) => ReturnType<AcceptFirmware>;

/** The files of a multipart/form-data body, by the names of its parts. */
async function formOf(request: IncomingMessage): Promise<ReadonlyMap<string, Uint8Array>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) {
      throw new ProvisioningError(
        'firmware-invalid',
        `the files have more than ${MOST_BYTES} bytes`,
      );
    }
    chunks.push(chunk);
  }
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const files = new Map<string, Uint8Array>();
  try {
    // Advised against for servers because it holds the whole body in memory, and that is where a firmware goes.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    const form = await new Response(Buffer.concat(chunks), { headers }).formData();
    for (const [path, value] of form) {
      if (typeof value !== 'string') files.set(path, await value.bytes());
    }
  } catch (error) {
    throw new ProvisioningError('bad-request', 'the upload is no multipart/form-data', {
      cause: error,
    });
  }
  return files;
}

/** The first file is the one that was chosen; it may name the others. */
function sourceOf(
  files: ReadonlyMap<string, Uint8Array>,
  address: number | undefined,
): FirmwareSource {
  const [chosen] = files;
  if (!chosen) throw new ProvisioningError('bad-request', 'no file was sent');
  const [name, bytes] = chosen;
  const readBeside = (path: string) => {
    const found = files.get(path);
    return found
      ? Promise.resolve(found)
      : Promise.reject(new Error(`${path} is not among the files that were sent`));
  };
  return { name, bytes, address, readBeside };
}
