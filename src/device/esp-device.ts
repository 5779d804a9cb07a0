import type { FlashingSession } from '../../embedded/esptool/flashing-session.ts';
import type { Partition } from '../../embedded/esptool/partition-table.ts';
import type { ChipName } from '../contract/chip.ts';
import type { Profile, WifiDialect } from '../contract/profile.ts';
import { ProvisioningError } from '../contract/provisioning-error.ts';
import { cableOf, isOtgRom } from './cable.ts';
import { asProvisioning } from './esptool-failure.ts';
import { LastLines } from './last-lines.ts';
import { ReturningLine } from './returning-line.ts';
import type { SerialLine } from './serial-line.ts';
import type { SerialPortInfo } from './serial-port-info.ts';
import { configureWifi } from './wifi/configure-wifi.ts';
import { FirmwareConsole } from './wifi/firmware-console.ts';
import { scanWifi } from './wifi/scan-wifi.ts';
import { waitForBoot } from './wifi/wait-for-boot.ts';
import type { FoundNetwork, Joined, Network } from './wifi/wifi-dialect.ts';

const ROM_CONSOLE_BAUD = 115_200; // every mask ROM prints its banner at this rate
const LEAVE_TIMEOUT_MS = 500; // a reset takes 100 ms; a line that needs longer is as good as lost

export interface EspDeviceParts {
  line: SerialLine;
  session: FlashingSession;
  chip: ChipName;
  description: string;
  revision: number;
  rate: DeviceRate;
  onLog: (line: string) => void;
  onNote: (text: string) => void;
}

/** The baud rate once the stub runs, why it is not the usual one, and who remembers the one that worked. */
export interface DeviceRate {
  baud: number;
  why?: string;
  remember: (baud: number) => Promise<void>;
}

/** A board on its one serial line: first its bootloader, then, once booted, its firmware. */
export class EspDevice implements AsyncDisposable {
  readonly chip: ChipName;
  readonly description: string;
  readonly revision: number;
  readonly lost: AbortSignal;
  readonly #parts: EspDeviceParts;
  readonly #said = new LastLines();
  #console: FirmwareConsole | undefined;
  /** Whether this session has asked for a rate. */
  #tried = false;

  constructor(parts: EspDeviceParts) {
    this.chip = parts.chip;
    this.description = parts.description;
    this.revision = parts.revision;
    this.lost = parts.line.lost;
    this.#parts = parts;
  }

  readMac(signal: AbortSignal): Promise<string> {
    return asProvisioning(() => this.#parts.session.readMac(signal));
  }

  readUniqueId(signal: AbortSignal): Promise<string | undefined> {
    return asProvisioning(() => this.#parts.session.uniqueId(signal));
  }

  async readSecurity(signal: AbortSignal): Promise<Security> {
    const info = await asProvisioning(() => this.#parts.session.securityInfo(signal));
    const { flashEncryption, secureBoot, secureDownloadMode: secureDownload, hmacKey } = info;
    return { flashEncryption, secureBoot, secureDownload, hmacKey };
  }

  /** Looks at what the chip allows and what its flash holds; starts the stub on the way. */
  async inspect(signal: AbortSignal): Promise<Inspection> {
    const { session, rate, onNote } = this.#parts;
    const security = await this.readSecurity(signal);
    if (security.secureDownload) throw new ProvisioningError('secure-download');
    if (rate.why !== undefined) onNote(rate.why);
    await asProvisioning(() => session.changeBaud(rate.baud, signal));
    await asProvisioning(() => session.runStub(signal));
    const inspection = {
      flashSize: await asProvisioning(() => session.flashSize(signal)),
      ...security,
    };
    this.#tried = true;
    await rate.remember(session.baudRate);
    return inspection;
  }

  readPartitionTable(signal: AbortSignal): Promise<Partition[]> {
    return asProvisioning(() => this.#parts.session.readPartitionTable(signal));
  }

  async write(
    offset: number,
    bytes: Uint8Array,
    onProgress: (fraction: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { session } = this.#parts;
    // A device that does not answer any more has not been changed either, and its run should say so.
    await asProvisioning(() => session.md5(offset, 16, signal));
    onProgress(0);
    await asProvisioning(() => session.writeFlash(offset, bytes, { onProgress, signal }));
  }

  md5(offset: number, size: number, signal: AbortSignal): Promise<string> {
    return asProvisioning(() => this.#parts.session.md5(offset, size, signal));
  }

  read(
    offset: number,
    size: number,
    onProgress: (fraction: number) => void,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    return asProvisioning(() =>
      this.#parts.session.readFlash(offset, size, { onProgress, signal }),
    );
  }

  isWriteProtected(signal: AbortSignal): Promise<boolean> {
    return asProvisioning(() => this.#parts.session.isWriteProtected(signal));
  }

  async boot(
    { bootTimeoutMs, consoleBaud, watchMs }: BootOptions,
    signal: AbortSignal,
  ): Promise<string> {
    const { line, session, rate, onLog } = this.#parts;
    // What came of the rate on the way; a run that never asked for one still has the ROM's.
    if (this.#tried) await rate.remember(session.baudRate);
    // Before the reset, so that no line of the banner is missed.
    this.#console = new FirmwareConsole(line, (text) => {
      this.#said.add(text);
      onLog(text);
    });
    await asProvisioning(() => session.hardReset(signal));
    const usb = line instanceof ReturningLine ? line.port : undefined;
    const banner =
      usb && cableOf(usb) === 'usb-otg'
        ? bootOverOtg(usb)
        : await waitForBoot(this.#console, { timeoutMs: bootTimeoutMs, watchMs }, signal).catch(
            (error: unknown) => {
              throw this.#said.explain(error);
            },
          );
    if (consoleBaud !== ROM_CONSOLE_BAUD) await line.setBaudRate(consoleBaud);
    return banner;
  }

  async configureWifi(
    network: Network,
    limits: Profile['wifi'],
    signal: AbortSignal,
  ): Promise<Joined & { dialect: WifiDialect }> {
    return this.#withFirmware(
      (console, unlessItLoops) => configureWifi(console, network, limits, unlessItLoops),
      signal,
    );
  }

  async scanWifi(
    limits: Profile['wifi'],
    signal: AbortSignal,
  ): Promise<{ dialect: WifiDialect; networks: FoundNetwork[] }> {
    return this.#withFirmware(
      (console, unlessItLoops) => scanWifi(console, limits, unlessItLoops),
      signal,
    );
  }

  /** Talks with the running firmware; one that starts over and over is not waited for. */
  async #withFirmware<T>(
    talk: (console: FirmwareConsole, unlessItLoops: AbortSignal) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    if (!this.#console) throw new ProvisioningError('internal', 'Wi-Fi before the firmware runs');
    try {
      return await talk(this.#console, AbortSignal.any([signal, this.#said.loops]));
    } catch (error) {
      throw this.#said.explain(error);
    }
  }

  /** Leaves the board running its firmware, whatever happened, and lets go of the port. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { line, session } = this.#parts;
    if (this.#console) {
      this.#console[Symbol.dispose]();
    } else if (!line.lost.aborted) {
      // The run ended early for a reason of its own, which must not be hidden by a reset that fails as well.
      await session.hardReset(AbortSignal.timeout(LEAVE_TIMEOUT_MS)).catch(() => undefined);
    }
    session[Symbol.dispose]();
    await line.close();
  }
}

/** Over USB-OTG the ROM and the firmware are two devices: which of them came back tells what runs. */
function bootOverOtg(usb: SerialPortInfo): string {
  const device = `USB ${usb.vendorId ?? ''}:${usb.productId ?? ''} at ${usb.path}`;
  if (isOtgRom(usb)) throw new ProvisioningError('boot-download-mode', device);
  return device;
}

/** Baud rate of the firmware's console; how long its banner may take, and how long it is watched after it. */
export interface BootOptions {
  consoleBaud: number;
  bootTimeoutMs: number;
  watchMs: number;
}

export interface Security {
  flashEncryption: boolean;
  secureDownload: boolean;
  secureBoot: boolean;
  hmacKey: boolean;
}

export interface Inspection extends Security {
  flashSize: number;
}
