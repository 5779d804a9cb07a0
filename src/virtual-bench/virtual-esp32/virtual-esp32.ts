import type { Program, ResetReason, TimeAccount } from './board.ts';
import { bootBanner } from './firmware/boot-banner.ts';
import { CHIPS, type ChipName } from '../../contract/chip.ts';
import type { ChipModel } from './chip-model.ts';
import { chips } from './chips.ts';
import { Efuses, type SecurityFuses } from './silicon/efuses.ts';
import { factoryFlash } from './firmware/factory-flash.ts';
import type { DialectName, FirmwareBoard, FirmwareOptions } from './firmware/firmware.ts';
import type { LogNoise } from './firmware/log-noise.ts';
import { FlashBoot } from './firmware/flash-boot.ts';
import { openFlashFile } from './silicon/flash-file.ts';
import { Flash } from './silicon/flash.ts';
import { garbled, type BoardFaults } from './line/board-faults.ts';
import { resetPins, type ModemLines, type ResetPins } from './line/reset-circuit.ts';
import type { SerialBoard } from './line/rfc2217-server.ts';
import { createRomLoader } from './loaders/rom-loader.ts';
import { sampledBytes } from './line/sampled-bytes.ts';
import type { SerialLine } from './line/serial-line.ts';
import type { Timing } from './time/timing.ts';
import { SerialJtagLines } from './usb/serial-jtag-lines.ts';
import { usbDevice, type UsbDevice, type UsbKind } from './usb/usb-device.ts';
import { ENUMERATION_MS, USB_BAUD, UsbPresence } from './usb/usb-presence.ts';
import type { AccessPoint } from './firmware/wifi-station.ts';

export interface VirtualEsp32Options {
  readonly chip: ChipName;
  /** Base MAC address, 12 hex digits with or without separators. */
  readonly mac: string;
  readonly timing: Timing;
  /** In bytes, a power of two up to 16 MiB; 16 MiB if left out. */
  readonly flashSize?: number;
  /** Keeps the flash in this file; without it the flash is new at each start. */
  readonly flashFile?: string;
  /** `no-firmware`: a new flash comes erased. The others are told at FirmwareOptions. */
  readonly firmware?: FirmwareOptions['behaviour'] | 'no-firmware';
  /** The partition table of a new flash has a partition for NVS keys, blank; none if left out. */
  readonly keyPartition?: boolean;
  /** The network in reach; none if left out. */
  readonly wifi?: AccessPoint;
  readonly security?: SecurityFuses;
  /** OPTIONAL_UNIQUE_ID, 32 hex digits, all 0 for none; left out, it follows from the MAC. */
  readonly uniqueId?: string;
  /** How it is told its network; the specification's way if left out. */
  readonly dialect?: DialectName;
  /** What else a scan finds. */
  readonly neighbours?: readonly AccessPoint[];
  readonly echo?: boolean;
  readonly logNoise?: LogNoise;
  readonly faults?: BoardFaults;
  /** What it is on a USB bus; a bridge if left out. */
  readonly usb?: UsbKind;
}

const DEFAULT_FLASH_SIZE = 0x100_0000;
const DEFAULT_BAUD = 115_200;

/**
 * EN rises through 10 kΩ into 1 µF (Espressif's hardware design guidelines, "Chip Power-up and Reset"), and counts
 * as high at three quarters of the supply (V_IH of CHIP_PU in the datasheets): 1.39 RC.
 */
const ENABLE_RISE_MS = 14;

/** From there to the first byte of the ROM's banner; its 30 ms of text are behind us when the bootloader logs 23 to 27 ms. */
const ROM_START_MS = 5;

/** One board on the bench: a chip with its flash and eFuses, the reset circuit, and the wires of its UART. */
export class VirtualEsp32 implements FirmwareBoard, SerialBoard {
  readonly chip: ChipModel;
  readonly flash: Flash;
  readonly efuses: Efuses;
  readonly firmware: FirmwareOptions;
  readonly commands: string[] = [];

  readonly #timing: Timing;
  readonly #usb: UsbKind;
  readonly #faults: BoardFaults;
  readonly #jtagLines = new SerialJtagLines();
  readonly #closeFlash: () => void;
  readonly #toChip: SerialLine;
  readonly #toHost: SerialLine;
  readonly #unplugListeners = new Set<() => void>();
  readonly #presence: UsbPresence;
  /** What takes back each wait of the running program. */
  readonly #waits = new Set<() => void>();

  #pluggedIn = false;
  #lines: ModemLines = { dtr: false, rts: false };
  #mode: 'download' | 'run' = 'run';
  #program: Program | undefined;
  #resetAt = 0;
  #chipBaud = DEFAULT_BAUD;
  #hostBaud = DEFAULT_BAUD;
  #usbResets = 0;
  #stubsThatCrash: number;

  /** Throws what opening the flash file throws, and RangeError for a MAC, a flash size or a USB that the chip has not. */
  constructor(options: VirtualEsp32Options) {
    this.chip = chips[options.chip];
    this.efuses = new Efuses(this.chip, options.mac, options.security, options.uniqueId);
    this.firmware = {
      behaviour:
        options.firmware === 'no-firmware' ? 'provisioning' : (options.firmware ?? 'provisioning'),
      accessPoint: options.wifi,
      neighbours: options.neighbours ?? [],
      dialect: options.dialect ?? 'spec-at',
      echo: options.echo ?? true,
      logNoise: options.logNoise ?? 'none',
    };
    this.#usb = checkedUsb(options);
    this.#presence = new UsbPresence({ keepsUnread: this.#usb !== 'bridge' });
    this.#faults = options.faults ?? {};
    this.#stubsThatCrash = this.#faults.stubsThatCrash ?? 0;
    ({ flash: this.flash, close: this.#closeFlash } = openFlash(this.chip, options));
    this.flash.writeProtected = this.#faults.writeProtected ?? false;
    this.#timing = options.timing;
    this.#toChip = this.#timing.line((bytes, baud) => {
      if (this.#isOpen('receive')) return;
      this.#program?.receive(this.#garbled(sampledBytes(bytes, baud, this.#chipBaud), baud));
    });
    this.#toHost = this.#timing.line((bytes, baud) => {
      if (!this.#isOpen('transmit')) {
        this.#presence.deliver(this.#garbled(sampledBytes(bytes, baud, this.#hostBaud), baud));
      }
    });
    this.plugIn();
  }

  // The host's side of the cable.

  get pluggedIn(): boolean {
    return this.#pluggedIn;
  }

  plugIn(): void {
    if (this.#pluggedIn) return;
    this.#pluggedIn = true;
    this.#usbResets = 0;
    this.#presence.enter();
    this.#riseFromReset('power-on');
  }

  /** The cable is pulled: no power, no port. What is in the flash stays. */
  unplug(): void {
    if (!this.#pluggedIn) return;
    this.#pluggedIn = false;
    this.#stop();
    this.#toHost.clear();
    this.#toChip.clear();
    this.#presence.leave();
    for (const listener of this.#unplugListeners) listener();
  }

  onUnplug(listener: () => void): () => void {
    this.#unplugListeners.add(listener);
    return () => this.#unplugListeners.delete(listener);
  }

  receive(bytes: Uint8Array): void {
    this.#toChip.send(bytes, this.#hostBaud);
  }

  onTransmit(listener: (bytes: Uint8Array) => void): () => void {
    return this.#presence.onBytes(listener);
  }

  setHostBaudRate(baud: number): void {
    if (this.#usb === 'bridge') this.#hostBaud = baud;
  }

  /** The device that the bus has of it now; undefined while it is away. */
  get usbDevice(): UsbDevice | undefined {
    const { mac } = this.efuses;
    const who = { chip: this.chip.name, mac, mode: this.#mode };
    return this.#presence.onBus ? usbDevice(this.#usb, who) : undefined;
  }

  onUsbChange(listener: () => void): () => void {
    return this.#presence.onChange(listener);
  }

  discardReceived(): void {
    this.#toChip.clear();
  }

  setLines(lines: ModemLines): void {
    if (this.#usb === 'serial-jtag') {
      if (this.#jtagLines.take(lines) && this.#pluggedIn) this.reset('external');
      return;
    }
    const before = this.#pins();
    this.#lines = lines;
    const after = this.#pins();
    if (!this.#pluggedIn || before.enable === after.enable) return;
    if (after.enable) {
      this.#riseFromReset('external');
    } else {
      this.#stop();
      this.#toHost.clear();
    }
  }

  /** The modelled milliseconds so far, by account. */
  accounts(): Record<TimeAccount, number> {
    return this.#timing.accounts();
  }

  /** Takes the board off the bench for good. */
  close(): void {
    this.unplug();
    this.#closeFlash();
  }

  // The chip's side: what a program finds around it.

  transmit(bytes: Uint8Array): void {
    this.#toHost.send(bytes, this.#chipBaud);
  }

  setBaudRate(baud: number): void {
    if (this.#usb === 'bridge') this.#chipBaud = baud;
  }

  takeStubCrash(): boolean {
    return this.#stubsThatCrash-- > 0;
  }

  get watchdogRunsOn(): boolean {
    return this.#faults.watchdogRunsOn ?? false;
  }

  get inflatesWrong(): boolean {
    return this.#faults.inflatesWrong ?? false;
  }

  spend(account: TimeAccount, ms: number): Promise<void> {
    return new Promise((resolve) =>
      this.#wait((callback) => this.#timing.after(account, ms, callback), resolve),
    );
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) =>
      this.#wait((callback) => this.#timing.repeatAfter('device', ms, callback), resolve),
    );
  }

  uptime(): number {
    return this.#timing.now() - this.#resetAt;
  }

  run(program: Program): void {
    this.#program?.stop();
    this.#program = program;
  }

  boot(): void {
    const program = new FlashBoot(this);
    this.run(program);
    void program.start();
  }

  reset(reason: ResetReason): void {
    this.#stop();
    // A restart by software does not look at the boot pin again, and what the UART still holds goes out before it.
    if (reason !== 'software') this.#sampleBootPin(reason);
    if (this.#usbGoesWith(reason)) this.#reenumerate();
    this.#start(reason);
  }

  #riseFromReset(reason: ResetReason): void {
    if (!this.#pins().enable) return;
    this.#wait(
      (callback) => this.#timing.after('device', ENABLE_RISE_MS, callback),
      () => this.reset(reason),
    );
  }

  #sampleBootPin(reason: ResetReason): void {
    // The ROM over USB-OTG has no pins on those lines: what it takes for a reset ends in itself. Source: esptool's hard_reset.
    if (this.#usb === 'otg' && this.#mode === 'download' && reason === 'external') return;
    const byPins = this.#pins().boot ? 'run' : 'download';
    const asked = this.#usb === 'serial-jtag' ? this.#jtagLines.bootMode : byPins;
    if (!(this.#faults.staysInDownloadMode && this.#mode === 'download')) this.#mode = asked;
  }

  /** The pins that the modem lines reach; a wire that is broken leaves its pin high. */
  #pins(): ResetPins {
    const { enable, boot } = resetPins(this.#lines);
    return { enable: enable || this.#isOpen('enable'), boot: boot || this.#isOpen('boot') };
  }

  #isOpen(wire: NonNullable<BoardFaults['openWires']>[number]): boolean {
    return this.#faults.openWires?.includes(wire) ?? false;
  }

  #garbled(bytes: Uint8Array, baud: number): Uint8Array {
    return baud > (this.#faults.garblesAbove ?? Infinity) ? garbled(bytes) : bytes;
  }

  /** USB-Serial/JTAG stays through a restart by software, which resets the processor alone. */
  #usbGoesWith(reason: ResetReason): boolean {
    if (this.#usb === 'bridge' || reason === 'power-on') return false;
    return this.#usb === 'otg' || reason !== 'software';
  }

  /** The chip's own USB goes with a reset, and comes again as what then runs. */
  #reenumerate(): void {
    this.#presence.leave();
    this.#usbResets += 1;
    if (this.#usbResets > (this.#faults.usbDiesAfterResets ?? Infinity)) return;
    this.#wait(
      (callback) => this.#timing.after('device', ENUMERATION_MS, callback),
      () => this.#presence.enter(),
    );
  }

  #start(reason: ResetReason): void {
    this.#resetAt = this.#timing.now();
    this.#chipBaud = this.#usb === 'bridge' ? DEFAULT_BAUD : USB_BAUD;
    this.#hostBaud = this.#usb === 'bridge' ? this.#hostBaud : USB_BAUD;
    this.#wait(
      (callback) => this.#timing.after('device', ROM_START_MS, callback),
      () => {
        // Over USB-OTG the ROM says nothing: its banner goes to the UART.
        const banner = this.#usb === 'otg' ? '' : bootBanner(this.chip, reason, this.#mode);
        this.transmit(Buffer.from(banner));
        if (this.#mode === 'download') this.run(createRomLoader(this));
        else this.boot();
      },
    );
  }

  #stop(): void {
    this.#program?.stop();
    this.#program = undefined;
    for (const cancel of this.#waits) cancel();
    this.#waits.clear();
  }

  /** A wait that a reset or a pulled cable takes back: what would follow it then never happens. */
  #wait(begin: (callback: () => void) => () => void, callback: () => void): void {
    const cancel = begin(() => {
      this.#waits.delete(cancel);
      callback();
    });
    this.#waits.add(cancel);
  }
}

function checkedUsb({ chip, usb = 'bridge' }: VirtualEsp32Options): UsbKind {
  if (usb !== 'bridge' && !CHIPS[chip].usb.some((own) => own === usb)) {
    throw new RangeError(`an ${CHIPS[chip].title} has no USB of the kind ${usb}`);
  }
  return usb;
}

function openFlash(
  chip: ChipModel,
  options: VirtualEsp32Options,
): { flash: Flash; close: () => void } {
  const size = options.flashSize ?? DEFAULT_FLASH_SIZE;
  const isErased = options.firmware === 'no-firmware';
  const contents = isErased ? new Uint8Array() : factoryFlash(chip, size, options.keyPartition);
  if (options.flashFile !== undefined) return openFlashFile(options.flashFile, size, contents);
  return { flash: new Flash(size, { contents }), close: () => undefined };
}
