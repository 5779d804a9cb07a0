import { z } from 'zod';
import { bridgeOf } from '../../usb-bridge.ts';
import type { UsbDevice } from '../computer-facts.ts';
import type { System } from '../system.ts';

/** `ConfigManagerErrorCode` is the number that Device Manager shows: 28 is a missing driver. */
const QUERY = [
  'Get-CimInstance Win32_PnPEntity -Filter "PNPDeviceID LIKE \'USB\\\\VID%\'"',
  'Select-Object Name, PNPDeviceID, Service, ConfigManagerErrorCode',
  'ConvertTo-Json -Compress',
].join(' | ');

const Entity = z.object({
  Name: z.string().nullable(),
  PNPDeviceID: z.string(),
  Service: z.string().nullable(),
  ConfigManagerErrorCode: z.number().nullable(),
});
/** ConvertTo-Json makes no list of a single object. */
const Answer = z.union([z.array(Entity), Entity.transform((entity) => [entity])]);

/** The USB devices of a Windows computer, as Plug and Play knows them. */
export async function readUsbWindows(system: System): Promise<UsbDevice[] | null> {
  const text = await system.run('powershell.exe', [
    '-NoProfile',
    '-NonInteractive',
    '-Command',
    QUERY,
  ]);
  if (text === undefined) return null;
  if (text.trim() === '') return []; // no device, no JSON
  const answer = Answer.safeParse(parsed(text));
  return answer.success ? answer.data.flatMap(deviceOf) : null;
}

function deviceOf({ Name, PNPDeviceID, Service, ConfigManagerErrorCode }: z.infer<typeof Entity>) {
  const ids = /VID_([0-9A-F]{4})&PID_([0-9A-F]{4})/i.exec(PNPDeviceID);
  const [vendorId, productId] = [ids?.[1]?.toLowerCase(), ids?.[2]?.toLowerCase()];
  if (vendorId === undefined || productId === undefined || Service?.startsWith('USBHUB')) return [];
  const port = /\((COM\d+)\)/.exec(Name ?? '')?.[1];
  const device: UsbDevice = {
    name: Name ?? `${vendorId}:${productId}`,
    vendorId,
    productId,
    bridge: bridgeOf(vendorId, productId),
    driver: Service ?? undefined,
    ports: port === undefined ? [] : [port],
    problem: ConfigManagerErrorCode ?? 0,
  };
  return [device];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
