import { hex } from '../form/hex.ts';
import type { NvsChangeKind } from '../nvs/nvs-rows.ts';
import { kib, NBSP, partitionOf, plural } from './formats.ts';

const keys = (count: number) => plural(count, 'key', 'keys');

/** The words of the NVS screen, and of what is offered after a write that was cut off. */
export const NVS = {
  title: 'NVS',
  intro: 'What is stored on the board, key by key.',
  readingChangesNothing: 'Reading changes nothing.',
  partition: 'Partition',
  partitionOf,
  read: 'Read NVS',
  readAgain: 'Read again',
  reading: 'Reading NVS',
  readingText: 'The board is in download mode. Its firmware starts again afterwards.',
  enterReads: 'reads.',
  notUsable: 'Choose a port on the Workbench first.',
  runInProgress: 'A run is using the board.',
  choose: 'Choose a partition',
  chooseText: (count: number) =>
    count === 0
      ? 'This board has no NVS partition. Flash the firmware first.'
      : `This board has ${count} NVS partitions, and none lies where the configuration says.`,
  unread: 'NVS was not read',
  untouched: 'Nothing was changed',
  untouchedText: 'The board keeps what it had.',
  writtenUnread: (count: number) =>
    `${keys(count)} ${count === 1 ? 'was' : 'were'} written; only reading once more failed`,
  encryptionKey: 'Encryption key',
  encryptionKeyHint: '128 hex digits, or the 64 of an HMAC eFuse.',
  encryptionKeyInvalid: 'Use 128 hex digits, or 64.',

  allKeys: (count: number) => `${keys(count)} on the device`,
  willChange: (changes: number, all: number) => `${changes} of ${keys(all)} will change`,
  writing: (count: number) => `Writing ${keys(count)}`,
  written: (count: number) => `${keys(count)} written and verified`,
  writeFailed: 'The keys were not written',
  source: (label: string, offset: number, size: number, chip: string) =>
    `Partition ${label} at ${hex(offset)}, ${kib(size)}, on ${chip}`,
  blank: 'No keys: the partition is blank.',
  add: 'Add a key…',
  show: 'Show',
  filterAll: (count: number) => `All keys ${count}`,
  filterChanges: (count: number) => `Changes ${count}`,
  noChanges: 'Nothing changes yet.',

  region: 'Keys',
  caption: 'Keys on the device, and after writing',
  columns: {
    change: 'Change',
    key: 'Key',
    type: 'Type',
    before: 'On the device',
    after: 'After writing',
    size: 'Size',
    acts: 'Acts',
  },
  changes: {
    changes: 'Changes',
    added: 'Added',
    removed: 'Removed',
    stays: 'Stays',
  } satisfies Record<NvsChangeKind, string>,
  ownKeys: (count: number, changed: number) =>
    changed === 0 ? keys(count) : `${keys(count)}, ${changed} change`,
  foreignKeys: (count: number, changed: number) =>
    `${keys(count)} of the firmware${changed === 0 ? '' : `, ${changed} change`}`,
  bytes: (count: number) => plural(count, 'byte', 'bytes'),
  length: (count: number) => plural(count, 'character', 'characters'),
  same: 'Same',
  gone: 'No longer there',
  absent: 'Not there',
  empty: 'Empty',
  showValue: (key: string) => `Show ${key}`,
  showNewValue: (key: string) => `Show the new ${key}`,
  hideValue: (key: string) => `Hide ${key}`,
  hidesIn: (secondsLeft: number) => `hides in ${secondsLeft}${NBSP}s`,
  edit: (key: string) => `Edit ${key}`,
  remove: (key: string) => `Remove ${key}`,
  undo: (key: string) => `Leave ${key} as it is`,

  promise: (others: number) =>
    others === 0
      ? 'No other key is in it.'
      : `The ${plural(others, 'other key stays', 'other keys stay')} equal byte for byte.`,
  promiseKept: (others: number) =>
    others === 0
      ? 'Every byte was read back.'
      : `Every byte was read back. The ${plural(others, 'other key is', 'other keys are')} equal byte for byte.`,
  othersDiffer: (count: number) =>
    `Every byte was read back. Since then the firmware has changed ${keys(count)} more.`,
  dropped: (count: number) =>
    `${plural(count, 'damaged value is', 'damaged values are')} not written again: firmware cannot read ${count === 1 ? 'it' : 'them'}.`,
  damaged: (count: number) =>
    `${plural(count, 'value is', 'values are')} damaged: firmware cannot read ${count === 1 ? 'it' : 'them'}.`,
  half: 'NVS may be half written. It is kept as it was, and can be restored above.',
  unchanged: 'Nothing was changed.',

  write: (count: number) => `Write ${keys(count)}`,
  writingLabel: 'Writing…',
  enterWrites: 'writes.',
  checkedAfter: 'Every byte is read back and compared.',
  keepPlugged: 'Keep the board plugged in. The old partition is kept until the new one is proved.',
  discard: 'Discard changes',

  dialog: {
    add: 'Add a key',
    edit: (namespace: string, key: string) => `${key} in ${namespace}`,
    namespace: 'Namespace',
    key: 'Key',
    type: 'Type',
    value: 'Value',
    valueHints: {
      number: 'In decimal, or in hex with 0x.',
      string: 'As it is. Spaces count.',
      blob: 'Pairs of hex digits.',
    },
    nothingWritten: 'Nothing is written yet.',
    secretKept: 'The value is not shown. Type the new one.',
    cancel: 'Cancel',
    set: 'Take over',
    missing: 'Type a namespace and a key.',
  },

  restore: {
    label: 'Interrupted write',
    title: (mac: string) => `A write to ${mac} was cut off`,
    text: (when: string, offset: number, size: number) =>
      `Its NVS partition at ${hex(offset)}, ${kib(size)}, is kept as it was on ${when}. Plug that board in and choose its port to restore it.`,
    restore: 'Restore',
    restoring: 'Restoring…',
    keep: 'Keep',
    drop: 'Drop…',
    ask: {
      title: 'Drop the kept partition?',
      text: 'What was on the board before the write is then lost. Provision the board with credentials afterwards.',
      keep: 'Keep it',
      drop: 'Drop it',
    },
    restored: (mac: string) => `NVS of ${mac} is as it was before the write.`,
    restoredText: 'Every byte was read back.',
    failed: 'Not restored',
    dismiss: 'Close',
  },
};
