import { connectSession } from '../../embedded/esptool/connect-session.ts';
import type { Cable } from '../../embedded/esptool/reset.ts';
import { ChipName } from '../contract/chip.ts';
import type { ResetBefore } from '../contract/profile.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import { cableOf } from './cable.ts';
import { EspDevice } from './esp-device.ts';
import { asProvisioning } from './esptool-failure.ts';
import { listPorts } from './list-ports.ts';
import { openPort } from './open-port.ts';
import { portKey, type PortRates } from './port-rates.ts';
import { ReturningLine } from './returning-line.ts';
import type { SerialLine } from './serial-line.ts';
import type { SerialPortInfo } from './serial-port-info.ts';

const ROM_BAUD = 115_200; // every ROM loader detects this rate; USB ones ignore it

export interface ConnectDeviceOptions {
  port: string;
  chip: ChipName | 'auto';
  before: ResetBefore;
  /** Baud rate once the stub runs. */
  baud: number;
  /** Nobody asked for this rate: one that is remembered for the port goes before a higher one. */
  baudIsUsual: boolean;
  onLog: (line: string) => void;
  /** Hears what is done with the device, a sentence at a time. */
  onNote: (text: string) => void;
}

/** What connecting needs to know of the computer. */
export interface DeviceTools {
  listPorts: () => Promise<SerialPortInfo[]>;
  /** Nothing is remembered where there are none. */
  rates?: PortRates;
}

/**
 * Opens the port, resets the board into its bootloader and finds out which chip it is. The board is the caller's until
 * it is disposed; the port is free again on every path.
 * Throws `port-*`, `device-*`, `chip-unsupported`, `chip-mismatch`, `cancelled`.
 */
export async function connectDevice(
  options: ConnectDeviceOptions,
  signal: AbortSignal,
  tools: DeviceTools = { listPorts },
): Promise<EspDevice> {
  const { port: path, chip: wanted, before, onLog, onNote } = options;
  const listed = (await tools.listPorts()).find((port) => port.path === path);
  const cable = cableOf(listed);
  const line = await openLine(options, { listed, cable, tools, signal });
  try {
    const expected = wanted === 'auto' ? {} : { chip: wanted };
    const connect = () =>
      connectSession(line, { before, cable, signal, onLog: onNote, ...expected });
    const session = await asProvisioning(connect).catch((error: unknown) => {
      throw isDeadUsb(error, cable, before) ? usbIsDead(path, error) : error;
    });
    const chip = ChipName.safeParse(session.chip);
    if (!chip.success) throw new ProvisioningError('chip-unsupported', session.chip);
    const description = await asProvisioning(() => session.description(signal));
    const revision = await asProvisioning(() => session.revision(signal));
    const key = portKey(path, listed);
    const remembered = tools.rates?.rateOf(key);
    const rate = {
      ...rateFor(options, remembered),
      // A port on which all is as usual is not worth remembering.
      remember: async (baud: number) => {
        if (remembered !== undefined || baud < options.baud) await tools.rates?.remember(key, baud);
      },
    };
    return new EspDevice({
      line,
      session,
      chip: chip.data,
      description,
      revision,
      rate,
      onLog,
      onNote,
    });
  } catch (error) {
    await line.close();
    throw error;
  }
}

/** A line to the chip's own USB follows it through its resets. */
async function openLine(
  { port: path, onNote }: ConnectDeviceOptions,
  known: {
    listed: SerialPortInfo | undefined;
    cable: Cable;
    tools: DeviceTools;
    signal: AbortSignal;
  },
): Promise<SerialLine> {
  const { listed, cable, tools, signal } = known;
  const inner = await openPort(path, { baudRate: ROM_BAUD, signal });
  if (!listed || (cable !== 'usb-serial-jtag' && cable !== 'usb-otg')) return inner;
  return new ReturningLine({
    inner,
    port: listed,
    leavesForCertain: cable === 'usb-otg',
    baudRate: ROM_BAUD,
    listPorts: tools.listPorts,
    open: (name, baudRate, stop) => openPort(name, { baudRate, signal: stop }),
    onNote,
  });
}

/** The rate to start with, and why it is not the usual one. */
function rateFor(
  { baud, baudIsUsual }: ConnectDeviceOptions,
  remembered: number | undefined,
): { baud: number; why?: string } {
  if (!baudIsUsual || remembered === undefined || remembered >= baud) return { baud };
  return { baud: remembered, why: `${remembered} baud, the rate that worked on this port before` };
}

/** Some resets leave the USB of a chip without a word until its power goes. */
function isDeadUsb(error: unknown, cable: Cable, before: ResetBefore): boolean {
  const isUsb = cable === 'usb-serial-jtag' || cable === 'usb-otg';
  const isSilent = error instanceof ProvisioningError && error.code === 'device-silent';
  return isUsb && isSilent && before !== 'no-reset';
}

function usbIsDead(path: string, cause: unknown): ProvisioningError {
  return new ProvisioningError('device-not-back', `${path}: silent since its reset`, { cause });
}
