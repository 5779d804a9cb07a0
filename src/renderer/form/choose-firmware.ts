import { z } from 'zod';

import { ChosenFirmware, type Reply } from '../../contract/channels.ts';
import { wireError, WireError } from '../../contract/errors.ts';
import type { Host } from '../host-connection.ts';

const Answer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: ChosenFirmware }),
  z.object({ ok: z.literal(false), error: WireError }),
]);

interface FirmwareChoice {
  /** Where a `.bin` goes, in bytes; the start of the flash if left out. */
  address?: number | undefined;
  /** What the browser sends, the chosen file first, each by its path from that file's folder. The desktop app asks. */
  files?: ReadonlyMap<string, File>;
}

/** Has the program take a firmware in; null if the person thought better of it. */
export async function chooseFirmware(
  host: Host,
  { address, files = new Map() }: FirmwareChoice,
): Promise<Reply<ChosenFirmware | null>> {
  const payload = address === undefined ? {} : { address };
  const reply = await host.invoke('prov:choose-firmware', payload);
  if (!reply.ok) return reply;
  switch (reply.value.status) {
    case 'chosen':
      return { ok: true, value: reply.value.firmware };
    case 'cancelled':
      return { ok: true, value: null };
    case 'upload':
      return await upload(reply.value.url, files);
  }
}

/** To this page's own server only. */
async function upload(
  address: string,
  files: ReadonlyMap<string, File>,
): Promise<Reply<ChosenFirmware>> {
  const url = new URL(address, window.location.href);
  if (url.origin !== window.location.origin) return failed(url.origin);
  const body = new FormData();
  for (const [path, file] of files) body.append(path, file, path);
  try {
    const response = await fetch(url, { method: 'POST', body });
    return Answer.parse(await response.json());
  } catch {
    return failed('the files did not arrive'); // a file has gone meanwhile, or the program has
  }
}

function failed(detail: string): Reply<never> {
  return { ok: false, error: wireError('internal', detail) };
}
