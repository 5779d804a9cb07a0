import type { ErrorCode } from '../../contract/errors.ts';
import type { DrawingName } from '../marks/drawing-name.ts';

/** One thing to do: at most five words that begin with a verb, one sentence, one drawing. */
export interface Act {
  title: string;
  text: string;
  drawing: DrawingName;
}

/** What to do after a failure: the most likely act first. */
export interface Remedy {
  heading: string;
  note?: string;
  acts: readonly [Act] | readonly [Act, Act] | readonly [Act, Act, Act];
  /** What to try after that, a sentence each. */
  fallback: readonly string[];
}

const HOLD_BOOT: Act = {
  title: 'Hold BOOT',
  text: 'Press the button and keep it down.',
  drawing: 'hold-boot',
};
const TAP_RESET: Act = {
  title: 'Tap RESET, still holding BOOT',
  text: 'Press it once and let it go.',
  drawing: 'tap-reset',
};
const RELEASE_BOOT: Act = {
  title: 'Release BOOT, then try again',
  text: 'The board now waits for this program.',
  drawing: 'release-boot',
};
const PRESS_RESET: Act = {
  title: 'Press RESET once',
  text: 'Leave BOOT alone. The firmware then starts from the beginning.',
  drawing: 'press-reset',
};
const REPLUG: Act = {
  title: 'Unplug and plug in',
  text: 'Pull the USB cable, wait a second, put it back.',
  drawing: 'replug',
};
const DATA_CABLE: Act = {
  title: 'Use a data cable',
  text: 'A short one that has copied files before, straight into the computer, without a hub.',
  drawing: 'cable',
};
const CHOOSE_PORT: Act = {
  title: 'Choose the port again',
  text: 'A board can come back under another name. Windows shows the names in Device Manager.',
  drawing: 'choose',
};
const LOWER_BAUD: Act = {
  title: 'Choose 115200 baud',
  text: 'Edit the configuration: some boards and cables fail at 921600.',
  drawing: 'choose',
};
const AUTO_CHIP: Act = {
  title: 'Set Chip to Auto-detect',
  text: 'The board then says itself what it is.',
  drawing: 'choose',
};
const TEST_CA: Act = {
  title: 'Test the CA',
  text: 'Edit the configuration and press Test beside the URL. No device is sent.',
  drawing: 'server',
};
const CORRECT_URL: Act = {
  title: 'Correct the CA URL',
  text: 'It reads https://host:port, as the administrator of the CA gave it.',
  drawing: 'type',
};
const CHOOSE_CA_FILE: Act = {
  title: 'Choose the CA certificate',
  text: 'Edit the configuration, open Token and certificate, choose the file from the administrator.',
  drawing: 'choose',
};
const GIVE_TOKEN: Act = {
  title: 'Type the token',
  text: 'Edit the configuration and open Token and certificate. The token stands there as dots.',
  drawing: 'key',
};
const ASK_ADMINISTRATOR: Act = {
  title: 'Ask the CA administrator',
  text: 'Give the code and the details from below. The identity is kept meanwhile.',
  drawing: 'ask',
};
const TRY_AGAIN: Act = {
  title: 'Try again',
  text: 'Repeating it does no harm.',
  drawing: 'again',
};
const FLASH_FIRMWARE: Act = {
  title: 'Flash the firmware first',
  text: 'Edit the configuration and choose it under Firmware, with its partition table.',
  drawing: 'firmware',
};
const CHOOSE_PROFILE: Act = {
  title: 'Choose the right profile',
  text: 'It names how the firmware encrypts NVS; NVS key in the form takes its key.',
  drawing: 'choose',
};
const CHOOSE_KEY: Act = {
  title: 'Give the encryption key',
  text: 'Edit the configuration and type the key of this board as NVS key.',
  drawing: 'type',
};
const CHOOSE_FIRMWARE: Act = {
  title: 'Choose the firmware file',
  text: 'It is flasher_args.json, manifest.json or a .bin, for the chip of this board.',
  drawing: 'firmware',
};
const CHOOSE_PARTITION: Act = {
  title: 'Choose the NVS partition',
  text: 'Edit the configuration, press Detect, then take a partition from the list.',
  drawing: 'choose',
};
const PROVISION_ANEW: Act = {
  title: 'Provision with credentials',
  text: 'That writes the whole partition anew, with the identity on record.',
  drawing: 'again',
};
const RESTORE_NVS: Act = {
  title: 'Restore the NVS partition',
  text: 'It is kept as it was before the write that was cut off.',
  drawing: 'disk',
};
const SET_ASIDE: Act = {
  title: 'Set this board aside',
  text: 'Mark it, and go on with another one.',
  drawing: 'set-aside',
};
const FREE_DISK: Act = {
  title: 'Free space on disk',
  text: 'The record must be safe before anything is sent. Check the permissions of the folder too.',
  drawing: 'disk',
};
const CORRECT_WIFI_NAME: Act = {
  title: 'Correct the SSID',
  text: 'Upper and lower case count, and so do spaces.',
  drawing: 'type',
};
const NEAR_ROUTER: Act = {
  title: 'Move closer to the router',
  text: 'A weak signal fails first while the board joins.',
  drawing: 'router',
};

const HEADING = 'What to do';
const BUTTON_NAMES = 'On some boards BOOT is marked IO0 or FLASH, and RESET is marked EN or RST.';
const OTHER_CABLE = 'Use another cable and another USB port, with no hub in between.';
const OTHER_NETWORK = 'Try from another network: a firewall may block outgoing requests.';
const ERASE_FLASH =
  'Erase the whole flash with a flash tool, write the firmware again, then provision.';
const BY_HAND =
  'Send it by hand in a serial console: AT+WIFI_SSID=…, AT+WIFI_PASSWORD=…, AT+WIFI_CONNECT.';

const DOWNLOAD_MODE: Remedy = {
  heading: 'Put the board into download mode by hand',
  note: BUTTON_NAMES,
  acts: [HOLD_BOOT, TAP_RESET, RELEASE_BOOT],
  fallback: [
    OTHER_CABLE,
    'Choose the port again: a board can come back under another name after a reset.',
    'Set Baud to 115200 and Chip to Auto-detect.',
  ],
};
const correct = (act: Act, ...fallback: string[]): Remedy => ({
  heading: HEADING,
  acts: [act],
  fallback,
});
const type = (title: string, text: string): Remedy => correct({ title, text, drawing: 'type' });
const reconnect: Remedy = {
  heading: HEADING,
  acts: [REPLUG, DATA_CABLE, TRY_AGAIN],
  fallback: ['Choose the port again, and set Baud to 115200.', ERASE_FLASH],
};
const tellAdministrator: Remedy = {
  heading: HEADING,
  acts: [ASK_ADMINISTRATOR, TRY_AGAIN],
  fallback: ['Check that the CA URL is the one that belongs to this product.'],
};

/** For each way to fail what a hand on the bench does next. A code without acts does not compile. */
export const REMEDIES: Readonly<Record<ErrorCode, Remedy>> = {
  // What was asked for
  'bad-request': type('Correct the named field', 'Edit the configuration; the details name it.'),
  'profile-invalid': type('Correct the profile file', 'The details name the field.'),
  'profile-unknown': correct({
    title: 'Choose another profile',
    text: 'Edit the configuration and take one from the list.',
    drawing: 'choose',
  }),
  'profile-exists': correct({
    title: 'Choose another name',
    text: 'Give the profile a name that is not in the list.',
    drawing: 'type',
  }),
  'namespace-invalid': type(
    'Shorten the NVS namespace',
    'In the profile file: 1 to 15 ASCII characters, for instance deviceprovision.',
  ),
  'uuid-invalid': type('Correct the UUID', '32 hex digits as 8-4-4-4-12, or leave it empty.'),
  'psk-invalid': type(
    'Correct the PSK',
    'As many hex digits as its field says, drawn at random, or none.',
  ),
  'ssid-invalid': type('Correct the SSID', 'It has 1 to 32 bytes; accents and emoji take 2 to 4.'),
  'wifi-password-invalid': type(
    'Correct the Wi-Fi password',
    '8 to 63 ASCII characters or 64 hex digits. Tick Open network if there is none.',
  ),
  'ca-url-invalid': correct(CORRECT_URL),
  'ca-url-insecure': type(
    'Use https for the CA',
    'Or tick in the configuration that the PSK may travel unprotected on this network.',
  ),
  'ca-file-invalid': correct(CHOOSE_CA_FILE),
  'ca-missing': type('Type the CA URL', 'Edit the configuration: https://host:port.'),
  'chip-unknown': correct(AUTO_CHIP),
  'chip-without-wifi': correct({
    title: 'Switch Configure Wi-Fi off',
    text: 'This chip has no radio for it.',
    drawing: 'choose',
  }),
  'region-invalid': type(
    'Correct offset and size',
    'Multiples of 0x1000, the size 0x3000 or more. Detect lists the right ones.',
  ),
  'file-unreadable': correct({
    title: 'Check the file',
    text: 'It must exist, and you must be allowed to read it.',
    drawing: 'disk',
  }),
  'file-unwritable': correct({
    title: 'Choose another folder',
    text: 'The record is kept, so saving again is safe.',
    drawing: 'disk',
  }),

  // Port
  'port-not-found': {
    heading: HEADING,
    acts: [REPLUG, CHOOSE_PORT, DATA_CABLE],
    fallback: ['Install the driver of the USB bridge: CP210x, CH340 or FTDI.'],
  },
  'port-busy': {
    heading: HEADING,
    acts: [
      {
        title: 'Close the other program',
        text: 'A serial monitor, a flash tool or another window of this program holds the port.',
        drawing: 'close-program',
      },
      TRY_AGAIN,
    ],
    fallback: ['Unplug the board and plug it in again: that frees the port.'],
  },
  'port-denied': {
    heading: HEADING,
    acts: [
      {
        title: 'Join the port’s group',
        text: 'On Linux: sudo usermod -aG dialout $USER, then log out and in again.',
        drawing: 'key',
      },
      TRY_AGAIN,
    ],
    fallback: ['Some systems name the group uucp. ls -l on the port shows it.'],
  },
  'port-unreachable': {
    heading: HEADING,
    acts: [
      {
        title: 'Start the serial server',
        text: 'It must run on the other machine and listen on this address.',
        drawing: 'server',
      },
      { ...CHOOSE_PORT, title: 'Correct the address', text: 'It reads rfc2217://host:port.' },
    ],
    fallback: [OTHER_NETWORK],
  },
  'port-failed': {
    heading: HEADING,
    acts: [REPLUG, CHOOSE_PORT],
    fallback: [OTHER_CABLE],
  },
  'port-lost': {
    heading: HEADING,
    acts: [
      { ...REPLUG, title: 'Plug the board in', text: 'Use a port where nothing moves the cable.' },
      TRY_AGAIN,
    ],
    fallback: [OTHER_CABLE],
  },

  // Bootloader
  'device-silent': {
    heading: HEADING,
    note: BUTTON_NAMES,
    acts: [
      DATA_CABLE,
      CHOOSE_PORT,
      {
        title: 'Hold BOOT, tap RESET',
        text: 'Then release BOOT and try again: the board waits for this program.',
        drawing: 'tap-reset',
      },
    ],
    fallback: ['Set Baud to 115200 and Chip to Auto-detect.', OTHER_CABLE],
  },
  'device-running': DOWNLOAD_MODE,
  'device-boot-mode': DOWNLOAD_MODE,
  'device-boot-loop': {
    ...DOWNLOAD_MODE,
    fallback: ['Flash a firmware that starts, then provision.', ...DOWNLOAD_MODE.fallback],
  },
  'device-no-answer': DOWNLOAD_MODE,
  'device-noise': { heading: HEADING, acts: [DATA_CABLE, LOWER_BAUD], fallback: [OTHER_CABLE] },
  'device-refused': reconnect,
  'device-timeout': reconnect,
  'device-not-back': { heading: HEADING, acts: [REPLUG, TRY_AGAIN], fallback: [OTHER_CABLE] },
  'device-changed': {
    heading: HEADING,
    acts: [
      {
        title: 'Plug the first board in',
        text: 'Or start a new run for the one that is there now.',
        drawing: 'replug',
      },
      TRY_AGAIN,
    ],
    fallback: ['Keep one board on this port until its verdict is there.'],
  },
  'stub-failed': {
    heading: HEADING,
    acts: [LOWER_BAUD, DATA_CABLE, TRY_AGAIN],
    fallback: ['Feed the board from a strong power supply.'],
  },
  'chip-unsupported': correct(SET_ASIDE, 'A newer version of this program may know this chip.'),
  'mac-duplicate': {
    heading: HEADING,
    acts: [
      SET_ASIDE,
      {
        title: 'Look both boards up',
        text: 'History finds the first one by this MAC. One of the two may be a copy.',
        drawing: 'choose',
      },
    ],
    fallback: ['Where both are genuine, edit the configuration and type a UUID of its own.'],
  },
  'chip-mismatch': {
    heading: HEADING,
    acts: [
      AUTO_CHIP,
      {
        title: 'Look at the board',
        text: 'It may be a wrong one in the batch.',
        drawing: 'set-aside',
      },
    ],
    fallback: [],
  },
  'mac-invalid': correct(SET_ASIDE, 'Without a MAC of its own it cannot be told from others.'),
  'flash-size-unknown': {
    heading: HEADING,
    acts: [PRESS_RESET, TRY_AGAIN, SET_ASIDE],
    fallback: ['If it stays so, the flash is faulty or missing.'],
  },
  'flash-too-small': {
    heading: HEADING,
    acts: [CHOOSE_PARTITION, SET_ASIDE],
    fallback: ['0xA20000 needs a board with 16 MB of flash.'],
  },
  'partition-table-missing': correct(FLASH_FIRMWARE, ERASE_FLASH),
  'partition-table-invalid': correct(FLASH_FIRMWARE, ERASE_FLASH),
  'partition-not-found': {
    heading: HEADING,
    acts: [CHOOSE_PARTITION, FLASH_FIRMWARE],
    fallback: ['partitions.csv in the firmware project names the labels.'],
  },
  'region-protected': correct(CHOOSE_PARTITION, 'No switch opens this region, in no profile.'),
  'partition-not-named': correct(CHOOSE_PARTITION, 'A board without firmware has no partitions.'),
  'partition-mismatch': {
    heading: HEADING,
    acts: [CHOOSE_PARTITION, FLASH_FIRMWARE],
    fallback: ['partitions.csv in the firmware project names the offset and the size.'],
  },
  'flash-encrypted': correct(
    SET_ASIDE,
    'Provision a board before its flash encryption is switched on.',
  ),
  'secure-download': correct(
    SET_ASIDE,
    'Use a board whose flash may be read and written over serial.',
  ),

  'nvs-encrypted': correct(
    CHOOSE_PROFILE,
    'Firmware that encrypts nothing needs no nvs_keys partition.',
  ),
  'encryption-key-missing': correct(CHOOSE_KEY),
  'encryption-key-wrong': correct(
    CHOOSE_KEY,
    'Or erase the NVS partition, if its settings may go.',
  ),
  'secure-boot': correct(SET_ASIDE, 'Provision it without flashing a firmware.'),

  // Firmware
  'firmware-invalid': correct(CHOOSE_FIRMWARE, 'Build the firmware anew if the file is damaged.'),
  'firmware-not-found': correct(CHOOSE_FIRMWARE),
  'firmware-wrong-chip': {
    heading: HEADING,
    acts: [CHOOSE_FIRMWARE, SET_ASIDE],
    fallback: [],
  },
  'firmware-too-large': {
    heading: HEADING,
    acts: [CHOOSE_FIRMWARE, SET_ASIDE],
    fallback: ['The firmware may have been built for a larger flash.'],
  },
  'firmware-overlaps-nvs': {
    heading: HEADING,
    acts: [CHOOSE_PARTITION, CHOOSE_FIRMWARE],
    fallback: [],
  },

  // Identity and records
  'uuid-in-use': type(
    'Give another UUID',
    'Each board has one of its own. Empty makes it from the MAC.',
  ),
  'record-conflict': {
    heading: HEADING,
    acts: [
      {
        title: 'Stop the other station',
        text: 'Two programs have this board in hand.',
        drawing: 'close-program',
      },
      TRY_AGAIN,
    ],
    fallback: ['History shows the identity that is on record.'],
  },
  'record-failed': { heading: HEADING, acts: [FREE_DISK, TRY_AGAIN], fallback: [] },
  'record-not-found': correct({
    title: 'Choose from History',
    text: 'The record that was meant is not there.',
    drawing: 'choose',
  }),
  'secrets-locked': correct(
    {
      title: 'Bring the key back',
      text: 'The key file or passphrase with which the records were made. Nothing was deleted.',
      drawing: 'key',
    },
    'Log in as the user who made the records.',
  ),

  // Certificate authority
  'ca-unreachable': {
    heading: HEADING,
    acts: [TEST_CA, CORRECT_URL, TRY_AGAIN],
    fallback: [OTHER_NETWORK, 'Ask the administrator whether the CA is running.'],
  },
  'ca-timeout': {
    heading: HEADING,
    acts: [TEST_CA, TRY_AGAIN],
    fallback: [OTHER_NETWORK, 'The CA may already have this board; asking again is safe.'],
  },
  'ca-untrusted': {
    heading: HEADING,
    acts: [CORRECT_URL, CHOOSE_CA_FILE, ASK_ADMINISTRATOR],
    fallback: ['The computer must trust the CA that signed the server’s certificate.'],
  },
  'ca-redirected': {
    heading: HEADING,
    acts: [CORRECT_URL, ASK_ADMINISTRATOR],
    fallback: ['The details name the address to which it pointed. Nothing was sent there.'],
  },
  'ca-not-a-ca': {
    heading: HEADING,
    acts: [CORRECT_URL, TEST_CA],
    fallback: ['The network may want a login first. Open a web page in a browser.'],
  },
  'ca-answer-invalid': {
    heading: HEADING,
    acts: [CORRECT_URL, ASK_ADMINISTRATOR],
    fallback: ['Check that the profile belongs to this CA.'],
  },
  'ca-refused': tellAdministrator,
  'ca-conflict': tellAdministrator,
  'ca-unauthorized': {
    heading: HEADING,
    acts: [GIVE_TOKEN, { ...ASK_ADMINISTRATOR, title: 'Ask for a valid token' }],
    fallback: ['A token may have expired.'],
  },
  'ca-failed': {
    heading: HEADING,
    acts: [
      { title: 'Wait a minute', text: 'The CA has trouble of its own.', drawing: 'clock' },
      TRY_AGAIN,
      ASK_ADMINISTRATOR,
    ],
    fallback: [],
  },
  'certificate-invalid': tellAdministrator,
  'certificate-wrong-device': tellAdministrator,
  'certificate-expired': {
    heading: HEADING,
    acts: [
      {
        title: 'Check the clock',
        text: 'Date and time of this computer must be right.',
        drawing: 'clock',
      },
      TRY_AGAIN,
      ASK_ADMINISTRATOR,
    ],
    fallback: [],
  },
  'certificate-untrusted': tellAdministrator,
  'certificate-too-long': {
    heading: HEADING,
    acts: [ASK_ADMINISTRATOR],
    fallback: ['The certificate must come without its chain to fit the board.'],
  },

  // Image, flash, verify
  'nvs-too-small': {
    heading: HEADING,
    acts: [CHOOSE_PARTITION, FLASH_FIRMWARE],
    fallback: ['A firmware with a larger NVS partition holds more.'],
  },
  'nvs-invalid': type('Correct the named value', 'Edit the configuration; the details name it.'),
  'nvs-unreadable': {
    heading: HEADING,
    acts: [CHOOSE_PARTITION, PROVISION_ANEW],
    fallback: ['If the partition is encrypted, its key must be given.'],
  },
  'nvs-key-missing': type('Correct the key', 'Upper and lower case count.'),
  'nvs-value-invalid': type('Correct the value', 'Numbers in decimal or 0x hex, blobs in hex.'),
  'nvs-changed': correct({
    title: 'Read the partition again',
    text: 'Something wrote to it meanwhile, or another board is on the port.',
    drawing: 'again',
  }),
  'nvs-write-failed': {
    heading: HEADING,
    acts: [REPLUG, RESTORE_NVS],
    fallback: [OTHER_CABLE],
  },
  'restore-pending': {
    heading: HEADING,
    acts: [RESTORE_NVS, PROVISION_ANEW],
    fallback: [],
  },
  'restore-missing': {
    heading: HEADING,
    acts: [PROVISION_ANEW],
    fallback: ['Another computer may keep the partition of this board.'],
  },
  'flash-failed': reconnect,
  'flash-write-protected': {
    heading: HEADING,
    acts: [SET_ASIDE],
    fallback: [
      'A jumper or a resistor can hold the WP pin of the flash chip: release it and try again.',
    ],
  },
  'verify-failed': {
    heading: HEADING,
    acts: [DATA_CABLE, TRY_AGAIN, SET_ASIDE],
    fallback: [ERASE_FLASH, 'If it stays so, the flash is faulty or write-protected.'],
  },

  // Firmware and Wi-Fi
  'boot-silent': {
    heading: HEADING,
    acts: [PRESS_RESET, TRY_AGAIN, FLASH_FIRMWARE],
    fallback: ['The log of the run shows what the board said.'],
  },
  'boot-download-mode': {
    heading: HEADING,
    acts: [PRESS_RESET, TRY_AGAIN],
    fallback: ['Something holds BOOT down: a jumper, or a fixture.'],
  },
  'boot-loop': {
    heading: HEADING,
    acts: [FLASH_FIRMWARE, TRY_AGAIN],
    fallback: ['Feed the board from a strong power supply.'],
  },
  'wifi-no-console': {
    heading: HEADING,
    acts: [
      {
        title: 'Check the firmware',
        text: 'It needs the commands of the profile’s dialect, such as AT+WIFI_SSID and AT+WIFI_PASSWORD.',
        drawing: 'firmware',
      },
      PRESS_RESET,
      TRY_AGAIN,
    ],
    fallback: ['A firmware may take Wi-Fi from NVS instead.', BY_HAND],
  },
  'wifi-no-scan': {
    heading: HEADING,
    acts: [
      {
        title: 'Type the name',
        text: 'Type the network in the field SSID.',
        drawing: 'type',
      },
    ],
    fallback: ['ESP-AT and Improv can list networks; the other dialects cannot.'],
  },
  'wifi-command-refused': {
    heading: HEADING,
    acts: [
      {
        title: 'Check the profile',
        text: 'Its Wi-Fi dialect must be the one of this firmware.',
        drawing: 'choose',
      },
      TRY_AGAIN,
    ],
    fallback: [BY_HAND],
  },
  'wifi-wrong-password': {
    heading: HEADING,
    acts: [
      {
        title: 'Correct the Wi-Fi password',
        text: 'Edit the configuration. The eye shows what was typed.',
        drawing: 'type',
      },
      TRY_AGAIN,
    ],
    fallback: [BY_HAND],
  },
  'wifi-no-such-network': {
    heading: HEADING,
    acts: [
      CORRECT_WIFI_NAME,
      {
        title: 'Use a 2.4 GHz network',
        text: 'Every chip sees it; 5 GHz is seen by the ESP32-C5 alone.',
        drawing: 'router',
      },
      NEAR_ROUTER,
    ],
    fallback: [BY_HAND],
  },
  'wifi-join-failed': {
    heading: HEADING,
    acts: [NEAR_ROUTER, TRY_AGAIN],
    fallback: ['The access point may refuse new devices or need WPA2.', BY_HAND],
  },
  'wifi-timeout': {
    heading: HEADING,
    acts: [
      NEAR_ROUTER,
      {
        title: 'Check the DHCP server',
        text: 'The board joined, but nobody gave it an address.',
        drawing: 'router',
      },
      TRY_AGAIN,
    ],
    fallback: [BY_HAND],
  },

  // The program
  cancelled: {
    heading: HEADING,
    acts: [{ ...TRY_AGAIN, title: 'Start again when ready', text: 'What was recorded is kept.' }],
    fallback: [],
  },
  internal: {
    heading: HEADING,
    acts: [
      TRY_AGAIN,
      {
        title: 'Report it',
        text: 'Copy diagnostics puts all that is needed on the clipboard, without secrets.',
        drawing: 'ask',
      },
    ],
    fallback: [],
  },
};
