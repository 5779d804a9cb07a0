import { ChipName, CHIPS, type ChipCapabilities, type ChipUsb } from '../../src/contract/chip.ts';
import { markdownTable } from './markdown-table.ts';

/** docs/CHIPS.md: the table of chips, as people read it. */
export function chipsPage(): string {
  const chips = ChipName.options.map((name) => [name, CHIPS[name] as ChipCapabilities] as const);
  return [
    '# Chips',
    '',
    'Generated from `src/contract/chip.ts` by `scripts/generate-docs.ts`; a check fails when the two differ, and',
    '`npm run test:conformance` holds the table against the classes of Espressif’s esptool.',
    '',
    ...markdownTable(
      ['Chip', '`--chip`', 'Wi-Fi', 'USB of the chip', '`--before`', 'MAC', 'Bootloader at'],
      chips.map(([name, chip]) => [
        chip.title,
        `\`${name}\``,
        chip.wifiBands.join(' and ') || 'none',
        chip.usb.map((way) => USB[way]).join(', ') || 'none',
        chip.resets.map((way) => `\`${way}\``).join(', '),
        chip.macExtension === undefined ? '6 bytes' : '6 bytes, and 2 that make it an EUI-64',
        `0x${chip.bootloaderOffset.toString(16)}`,
      ]),
    ),
    '',
    ...markdownTable(
      [
        'Chip',
        'Largest flash',
        'Flash encryption',
        'Secure download mode',
        'NVS keys by HMAC',
        'Unique ID',
        'Restart by watchdog',
      ],
      chips.map(([, { title, flashMegabytes, security, uniqueId, watchdogReset }]) => [
        title,
        `${Math.max(...flashMegabytes)} MB`,
        yesOrNo(security.flashEncryption),
        yesOrNo(security.secureDownloadMode),
        yesOrNo(security.nvsKeysByHmac),
        yesOrNo(uniqueId),
        yesOrNo(watchdogReset),
      ]),
    ),
    '',
    ...REMARKS,
    '',
  ].join('\n');
}

const USB: Record<ChipUsb, string> = { 'serial-jtag': 'USB-Serial/JTAG', otg: 'USB OTG' };

function yesOrNo(fact: boolean): string {
  return fact ? 'yes' : 'no';
}

const REMARKS = [
  'What follows from it:',
  '',
  '- **No Wi-Fi**: the window switches Configure Wi-Fi off by itself and says why, as soon as the chip is chosen or',
  '  detected. On the command line it is `--no-wifi`; without it the run stops at `inspect` with `chip-without-wifi`,',
  '  before the CA is asked.',
  '- **MAC**: the identity is the base MAC of six bytes on every chip, read from the eFuses, never from a printed text.',
  '- **Unique ID**: OPTIONAL_UNIQUE_ID in the eFuses, where the factory burnt one. It is read with the MAC and kept in the',
  '  record: a board with a MAC that is on record for another chip is stopped before anything is done to it',
  '  (`mac-duplicate`). Where one of the two is an ESP32 or ESP32-C2 there is nothing to compare.',
  '- **Largest flash**: what addresses of 24 bits reach, or those of 32. How large the flash of a board is, the flash chip',
  '  says. Beyond 16 MB nothing has been tried.',
  '- **`usb-reset`** needs the USB-Serial/JTAG peripheral. `default-reset` needs the lines of a USB bridge.',
  '',
  'Which chip is on a port:',
  '',
  '```console',
  '$ esp32-provisioner virtual-esp32 --listen 127.0.0.1:4871 --chip esp32c5 --timing instant',
  'A virtual esp32c5 with the MAC A0:B1:C2:D3:E4:F5 is at rfc2217://127.0.0.1:4871',
  '...',
  '```',
  '',
  '```console',
  '$ esp32-provisioner detect-chip --port rfc2217://127.0.0.1:4871',
  'Chip        ESP32-C5 (revision v1.0)',
  '...',
  '```',
  '',
  'All ten are tested on the virtual bench: `npm test -- tests/wire/chip-matrix` takes each of them through each job and',
  'prints one table of it, `npm run test:conformance` lets the real esptool read, write, verify and erase them. That is as',
  'true as the virtual chips are. Recordings of a mask ROM were at hand for the ESP32 and the ESP32-C3; the ROMs of the others are',
  'modelled after them and after what esptool asks. The virtual ESP32-C2 has a crystal of 40 MHz: on boards with 26 MHz the',
  'ROM prints its banner at 74880 baud, which has not been tried.',
];
