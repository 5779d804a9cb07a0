import { hex } from '../form/hex.ts';

/** U+00A0 between a number and its unit, so that no line breaks there. */
export const NBSP = '\u00a0';

export const COUNT = new Intl.NumberFormat('en-US');

export const plural = (count: number, one: string, many: string) =>
  `${COUNT.format(count)} ${count === 1 ? one : many}`;

export const kib = (bytes: number) => `${COUNT.format(bytes / 1024)}${NBSP}KiB`;

/** `nvs, 0xa20000, 64 KiB` */
export const partitionOf = (label: string, offset: number, size: number) =>
  `${label}, ${hex(offset)}, ${kib(size)}`;

const DAY_OF_UTC = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC', // a day without a clock time is one of UTC
});

/** `ESP32-S3 (QFN56) (revision v0.2)`: an operator knows no package. */
const REVISION = /(?: \([^()]*\))? \(revision (v[\d.]+)\)/g;
/** `rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)`: the line of the mask ROM. */
const ROM_STARTS_FIRMWARE = /^rst:0x[\da-f]+ \(\w+\),\s*boot:0x[\da-f]+ \(\w*FLASH_BOOT\w*\).*$/i;

/** `W (3880) provisioning: `: what ESP-IDF writes before the words of a line. */
const LOG_TAG = /^[EWIDV] \(\d+\) [\w.-]+: /;

/** A fact that the program words for its log, as a screen writes chips, hex, days and counts. The log keeps it as it is. */
export const onScreen = (fact: string) =>
  fact
    .replace(ROM_STARTS_FIRMWARE, 'started from its flash')
    .replace(LOG_TAG, '')
    .replace(REVISION, ' $1')
    .replace(/\b0x([\da-f]+)\b/gi, (_, digits: string) => `0x${digits.toUpperCase()}`)
    .replace(/\b\d{4}-\d\d-\d\d\b/g, dayOfUtc)
    .replace(/\b\d{4,}(?= (?:of|bytes)\b)/g, (digits) => COUNT.format(Number(digits)));

/** The same without its full stop, for a sentence that goes on. */
export const clause = (fact: string) => onScreen(fact).replace(/\.$/, '');

function dayOfUtc(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : DAY_OF_UTC.format(date);
}
