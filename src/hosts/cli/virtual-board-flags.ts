import { InvalidArgumentError, Option, type Command } from 'commander';

import { readImage } from './nvs/image-source.ts';
import type { BoardFaults } from '../../virtual-bench/virtual-esp32/line/board-faults.ts';
import type { SecurityFuses } from '../../virtual-bench/virtual-esp32/silicon/efuses.ts';
import type { VirtualEsp32Options } from '../../virtual-bench/virtual-esp32/virtual-esp32.ts';

/** In which condition a virtual board comes to the bench: what is on it, what is burnt, what is broken. */
export interface VirtualBoardFlags {
  firmware: (typeof FIRMWARES)[number];
  keyPartition?: true;
  efuse?: SecurityFuses;
  hmacKeyFile?: string;
  uniqueId?: string;
  fault?: BoardFaults;
}

const FIRMWARES = ['provisioning', 'silent', 'boot-loop', 'none'] as const;

const LOCKS: Readonly<Record<string, SecurityFuses>> = {
  'flash-encryption': { flashEncryption: true },
  'secure-boot': { secureBoot: true },
  'secure-download': { secureDownloadMode: true },
};

/** Of the faults that a board has, those that a serial server can show: the others are of the chip's own USB. */
const FAULTS: Readonly<Record<string, BoardFaults>> = {
  'boot-wire': { openWires: ['boot'] },
  'reset-wire': { openWires: ['enable'] },
  'rx-wire': { openWires: ['receive'] },
  'tx-wire': { openWires: ['transmit'] },
  'inflates-wrong': { inflatesWrong: true },
  'write-protected': { writeProtected: true },
  'stays-in-download-mode': { staysInDownloadMode: true },
};
const COUNTED_FAULTS: Readonly<Record<string, (count: number) => BoardFaults>> = {
  'garbles-above': (garblesAbove) => ({ garblesAbove }),
  'stub-crashes': (stubsThatCrash) => ({ stubsThatCrash }),
};
const FAULT_NAMES = [
  ...Object.keys(FAULTS),
  ...Object.keys(COUNTED_FAULTS).map((name) => `${name}=N`),
];

export function addVirtualBoardFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--firmware <kind>', 'what its new flash holds; none: it is erased')
        .choices(FIRMWARES)
        .default('provisioning'),
    )
    .option('--key-partition', 'its partition table has a partition for NVS keys, which is blank')
    .addOption(
      new Option(
        '--efuse <lock>',
        `what is burnt in its eFuses, one a flag: ${Object.keys(LOCKS).join(', ')}`,
      ).argParser(addLock),
    )
    .option('--hmac-key-file <file>', '32 bytes: an HMAC key that is burnt in its eFuses')
    .option('--unique-id <hex>', 'what tells it from another chip with its MAC: 32 hex digits')
    .addOption(
      new Option(
        '--fault <fault>',
        `what is broken, one a flag: ${FAULT_NAMES.join(', ')}`,
      ).argParser(addFault),
    );
}

type Condition = Required<
  Pick<VirtualEsp32Options, 'firmware' | 'keyPartition' | 'security' | 'faults'>
> &
  Pick<VirtualEsp32Options, 'uniqueId'>;

/** Throws `file-unreadable` for a key file that cannot be read. */
export async function conditionOf(flags: VirtualBoardFlags): Promise<Condition> {
  const { firmware, keyPartition = false, efuse, hmacKeyFile, uniqueId, fault = {} } = flags;
  const security = {
    ...efuse,
    ...(hmacKeyFile !== undefined && { hmacKey: await readImage('--hmac-key-file', hmacKeyFile) }),
  };
  return {
    firmware: firmware === 'none' ? 'no-firmware' : firmware,
    keyPartition,
    security,
    ...(uniqueId !== undefined && { uniqueId }),
    faults: fault,
  };
}

function addLock(name: string, before: SecurityFuses = {}): SecurityFuses {
  const lock = LOCKS[name];
  if (!lock) throw new InvalidArgumentError(`There are: ${Object.keys(LOCKS).join(', ')}.`);
  return { ...before, ...lock };
}

function addFault(text: string, before: BoardFaults = {}): BoardFaults {
  const fault = FAULTS[text] ?? countedFault(text);
  if (!fault) throw new InvalidArgumentError(`There are: ${FAULT_NAMES.join(', ')}.`);
  const openWires = [...(before.openWires ?? []), ...(fault.openWires ?? [])];
  return { ...before, ...fault, openWires };
}

function countedFault(text: string): BoardFaults | undefined {
  const [, name = '', count] = /^([a-z-]+)=([1-9]\d{0,8})$/.exec(text) ?? [];
  return COUNTED_FAULTS[name]?.(Number(count));
}
