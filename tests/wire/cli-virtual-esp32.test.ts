import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { runCli, startCli, temporaryFolder, type Ended } from './command-line.ts';

const KEY_FILE = 'hmac-key.bin';

/** A run on a board that came to the bench in the condition that these flags name, as the person reads it. */
async function runOn(board: readonly string[], run: readonly string[] = []): Promise<Ended> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, KEY_FILE), Buffer.alloc(32, 7));
  const inFolder = (flag: string) => (flag === KEY_FILE ? join(folder, KEY_FILE) : flag);
  const instant = ['virtual-esp32', '--listen', '0', '--timing', 'instant'];
  const started = startCli([...instant, ...board.map(inFolder)]);
  const port = /rfc2217:\S+/.exec(await started.line('is at'))?.[0] ?? '';
  const flags = ['--no-register', '--no-wifi', '--data-dir', join(folder, 'data')];
  return runCli(['provision', '--port', port, ...flags, ...run.map(inFolder)]);
}

const UNTOUCHED = 'The device was not changed.';
const SET_ASIDE = 'Set this device aside';
const HOLD_BOOT = 'Hold BOOT, press RESET, release BOOT';

/** The board, then what the person reads: what has become of the device, what happened, the next act, the code. */
const FAILING: [board: string[], state: string, title: string, hint: string, code: string][] = [
  [
    ['--firmware', 'none'],
    UNTOUCHED,
    'The device has no partition table',
    'Flash the firmware first, then provision.',
    'partition-table-missing',
  ],
  [
    ['--efuse', 'flash-encryption'],
    UNTOUCHED,
    'This device encrypts its flash; a plain NVS image would not be readable',
    `${SET_ASIDE}, or provision it before flash encryption is switched on.`,
    'flash-encrypted',
  ],
  [
    ['--efuse', 'secure-download'],
    UNTOUCHED,
    'This device is in secure download mode and cannot be read back',
    `${SET_ASIDE}: what is written could not be verified.`,
    'secure-download',
  ],
  [
    ['--hmac-key-file', KEY_FILE],
    UNTOUCHED,
    'This device encrypts its settings; a plain NVS image would not be readable',
    'Use a profile that names its encryption',
    'nvs-encrypted',
  ],
  [
    ['--key-partition'],
    UNTOUCHED,
    'This device encrypts its settings; a plain NVS image would not be readable',
    'Use a profile that names its encryption',
    'nvs-encrypted',
  ],
  [
    ['--fault', 'tx-wire'],
    UNTOUCHED,
    'Nothing answers on this port',
    'Check the power and that the cable carries data; hold BOOT',
    'device-silent',
  ],
  [
    ['--fault', 'rx-wire'],
    UNTOUCHED,
    'The bootloader runs but does not answer: nothing of what is sent arrives',
    'Check the wire to the RX pin of the device',
    'device-no-answer',
  ],
  [
    ['--fault', 'boot-wire'],
    UNTOUCHED,
    'The device was reset but started from its flash instead of the bootloader',
    `${HOLD_BOOT}, then try again; the reset line works`,
    'device-boot-mode',
  ],
  [
    ['--fault', 'boot-wire', '--firmware', 'none'],
    UNTOUCHED,
    'The device restarts over and over: it has no firmware that starts',
    `${HOLD_BOOT} and try again; flash firmware before provisioning.`,
    'device-boot-loop',
  ],
  [
    ['--fault', 'stub-crashes=9'],
    UNTOUCHED,
    'The flasher stub did not start on the device',
    'Choose 115200 baud, check the power supply and try again.',
    'stub-failed',
  ],
  [
    ['--fault', 'write-protected'],
    'The settings were written to the device but not verified.',
    'The flash is write-protected: it keeps nothing of what is written',
    `${SET_ASIDE}, or release the WP pin of its flash chip and run once more`,
    'flash-write-protected',
  ],
  [
    ['--fault', 'stays-in-download-mode'],
    'The settings are on the device and were verified byte for byte.',
    'The device stayed in the bootloader',
    'Press RESET once, with BOOT released.',
    'boot-download-mode',
  ],
];

test.each(FAILING)('a virtual board with %j', async (board, state, title, hint, code) => {
  const { exitCode, stdout, stderr } = await runOn(board);
  expect([exitCode, stderr]).toEqual([1, '']);
  const [, lines = ''] = stdout.split('FAIL\n\n');
  expect(lines.split('\n').slice(0, 5)).toEqual([
    state,
    expect.stringMatching(new RegExp(`^${title}(: |\\.$)`)),
    expect.stringMatching(new RegExp(`^${hint}`)),
    '',
    `Code: ${code}`,
  ]);
});

test.each([
  ['garbles-above=300000', 'going on at 230400'],
  ['stub-crashes=1', 'trying once more at 115200'],
  ['inflates-wrong', 'uncompressed'],
])(
  'a virtual board with the fault %s passes in spite of it, and the log says how',
  async (fault, how) => {
    const { exitCode, stdout } = await runOn(['--fault', fault], ['--log']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(how);
  },
);

test.each([
  [['--fault', 'rain'], "'rain' is invalid"],
  [['--fault', 'garbles-above'], "'garbles-above' is invalid"],
  [['--efuse', 'mac'], "'mac' is invalid"],
  [['--chip', 'esp32', '--efuse', 'secure-download'], 'The esp32 has no secureDownloadMode'],
  [['--chip', 'esp32', '--hmac-key-file', KEY_FILE], 'The esp32 has no HMAC key'],
  [['--chip', 'esp32c2', '--unique-id', '0'.repeat(32)], 'The esp32c2 has no unique ID'],
  [['--unique-id', 'abc'], 'Not a unique ID: abc'],
])('%j is no board', async (board, told) => {
  const key = join(temporaryFolder(), KEY_FILE);
  writeFileSync(key, Buffer.alloc(32));
  const flags = board.map((flag) => (flag === KEY_FILE ? key : flag));
  const { exitCode, stderr } = await runCli(['virtual-esp32', '--listen', '0', ...flags]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(told);
});
