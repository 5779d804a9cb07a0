import { EsptoolError } from './esptool-error.ts';

const MAX_TEXT = 16_384; // enough to tell a boot loop from a boot log
const LINES_TO_SHOW = 10;
const LONGEST_LINE_TO_SHOW = 120;

/** `waiting for download` (ESP32), `wait uart0 download`, `wait usb download` (later ROMs). */
const PROMPT = /wait(?:ing for| \w+) download/;
const LONGEST_PROMPT = 32;

/** `boot:0x13 (SPI_FAST_FLASH_BOOT)`: the strapping pins as the ROM saw them, and what it made of them. */
const BOOT_MODE = /boot:(0x[0-9a-f]+)(?: \(([\w/()]+)\))?/gi;

/** `DOWNLOAD_BOOT(UART0/...)`, `DOWNLOAD(USB/UART0)`, `UART_BOOT(UART0)`, `UART0_BOOT`. */
const DOWNLOAD_MODE = /DOWNLOAD|UART/;

/** What the ROM prints when the flash holds nothing that it could start. */
const NOTHING_TO_START =
  /invalid header: 0x|flash read err|ets_main\.c \d+|ets_loader\.c \d+|Invalid chip id|No bootable app partitions/i;
/** Resets that the chip did to itself: `TG0WDT_SYS_RST`, `RTCWDT_RTC_RESET`, `SW_CPU_RESET`, `LP_WDT_SYS`. */
const OWN_RESET = /rst:0x\w+ \(\w*(?:WDT|SW_|BROWN)\w*\)/gi;
const WATCHDOG_RESET = /rst:0x\w+ \(\w*WDT\w*\)/i;
/** The ROM has found a second stage bootloader and jumps into it. */
const STARTED = /entry 0x[0-9a-f]+/i;

/**
 * What the chip says while it does not answer. Sources: the boot messages of the ROMs, and the cases that Espressif's
 * troubleshooting guide for esptool tells apart.
 */
export class BootText {
  #text = '';
  #sincePrompt = '';

  /** Takes what has arrived; true if that completed the prompt with which the ROM says that it listens now. */
  add(bytes: Uint8Array): boolean {
    const text = Buffer.from(bytes).toString('latin1');
    this.#text = (this.#text + text).slice(-MAX_TEXT);
    this.#sincePrompt += text;
    const prompt = PROMPT.exec(this.#sincePrompt);
    this.#sincePrompt = prompt ? '' : this.#sincePrompt.slice(-LONGEST_PROMPT);
    return prompt !== null;
  }

  /** Why no sync succeeded, from what the chip said meanwhile; its last lines come along. */
  diagnosis(): EsptoolError {
    const text = this.#text;
    if (text === '') {
      return new EsptoolError('no-serial-data');
    }
    const [, strapping, mode] = [...text.matchAll(BOOT_MODE)].at(-1) ?? [];
    if (PROMPT.test(text) || (mode !== undefined && DOWNLOAD_MODE.test(mode))) {
      return this.#error('no-answer');
    }
    if (isBootLoop(text)) {
      return this.#error('reboot-loop');
    }
    if (strapping !== undefined) {
      const seen = mode === undefined ? strapping : `${strapping}, ${mode}`;
      return this.#error('wrong-boot-mode', `The chip was reset but boots in mode ${seen}`);
    }
    return looksLikeText(text) ? this.#error('running-firmware') : new EsptoolError('noise');
  }

  #error(code: ConstructorParameters<typeof EsptoolError>[0], what?: string): EsptoolError {
    const plain = new EsptoolError(code, what);
    const said = lastLines(this.#text);
    return said === '' ? plain : new EsptoolError(code, `${plain.message}. It printed: ${said}`);
  }
}

/** With nothing to start, or with a program that does not last. */
function isBootLoop(text: string): boolean {
  const ownResets = [...text.matchAll(OWN_RESET)].length;
  return (
    NOTHING_TO_START.test(text) ||
    ownResets > 1 ||
    (WATCHDOG_RESET.test(text) && !STARTED.test(text))
  );
}

/** The last lines on one, without what could steer a terminal. */
function lastLines(text: string): string {
  return text
    .replaceAll(/\x1b\[[0-9;]*m/g, '')
    .split(/[\r\n]+/)
    .map((line) => line.replaceAll(/[^\x20-\x7e]/g, '').trim())
    .filter((line) => line !== '')
    .slice(-LINES_TO_SHOW)
    .map((line) => line.slice(0, LONGEST_LINE_TO_SHOW))
    .join(' | ');
}

/**
 * A log is printable, with a little colour and perhaps an echo of the SYNC in it; of bytes at the wrong rate about a
 * third is.
 */
function looksLikeText(text: string): boolean {
  const printable = text.replaceAll(/[^\x20-\x7e\r\n\t\x1b]/g, '').length;
  return printable >= text.length * 0.7;
}
