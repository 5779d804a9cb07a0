import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { ComPortSession } from '../../../src/virtual-bench/virtual-esp32/line/com-port-session.ts';
import { FakeSerialBoard } from './fake-serial-board.ts';

const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250;
const SE = 240;
const BINARY = 0;
const SUPPRESS_GO_AHEAD = 3;
const TERMINAL_TYPE = 24;
const COM_PORT = 44;

const SET_BAUDRATE = 1;
const SET_CONTROL = 5;
const PURGE_DATA = 12;
const ANSWER = 100;
const DTR_ON = 8;
const DTR_OFF = 9;
const RTS_ON = 11;
const RTS_OFF = 12;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('data passes both ways, byte for byte, 0xFF too', () => {
  const { board, receive, session, sent } = openSession();
  receive([1, IAC, IAC, 2, 0, 13, 10]);
  session.transmit(Uint8Array.of(3, IAC, 4));
  expect(board.received).toEqual([1, IAC, 2, 0, 13, 10]);
  expect(sent()).toEqual([3, IAC, IAC, 4]);
});

test('what comes in one piece reaches the chip in one piece, 0xFF or not', () => {
  const { board, receive } = openSession();
  receive([1, IAC, IAC, 2, IAC, IAC]);
  expect(board.pieces).toBe(1);
  receive([3, ...subnegotiation(SET_CONTROL, [DTR_ON]), 4]);
  expect(board.pieces).toBe(3);
});

test('a stream cut between any two bytes means the same', () => {
  const { board, receive, sent } = openSession();
  const baudRate = subnegotiation(SET_BAUDRATE, [0, 14, 16, IAC, IAC]); // 921855 holds an 0xFF
  for (const byte of [7, IAC, IAC, 8, ...baudRate, 9, IAC, WILL, SUPPRESS_GO_AHEAD, 10])
    receive([byte]);
  expect(board.received).toEqual([7, IAC, 8, 9, 10]);
  expect(board.hostBaud).toBe(0x0e10ff);
  expect(sent()).toEqual([
    ...subnegotiation(SET_BAUDRATE + ANSWER, [0, 14, 16, IAC, IAC]),
    ...[IAC, DO, SUPPRESS_GO_AHEAD],
  ]);
});

test('the options of a COM port are agreed to once, others are refused', () => {
  const { receive, sent } = openSession();
  receive([IAC, WILL, COM_PORT, IAC, DO, BINARY, IAC, DO, SUPPRESS_GO_AHEAD]); // offered already
  expect(sent()).toEqual([]);
  receive([IAC, DO, COM_PORT, IAC, DO, COM_PORT]);
  expect(sent()).toEqual([IAC, WILL, COM_PORT]);
  receive([IAC, WILL, SUPPRESS_GO_AHEAD, IAC, WILL, SUPPRESS_GO_AHEAD]);
  expect(sent()).toEqual([IAC, DO, SUPPRESS_GO_AHEAD]);
  receive([IAC, DO, TERMINAL_TYPE, IAC, WILL, TERMINAL_TYPE]);
  expect(sent()).toEqual([IAC, WONT, TERMINAL_TYPE, IAC, DONT, TERMINAL_TYPE]);
  receive([IAC, DONT, BINARY, IAC, DONT, BINARY]);
  expect(sent()).toEqual([IAC, WONT, BINARY]);
});

test('settings are acknowledged with what the port really is: 8N1, no flow control', () => {
  const { receive, sent } = openSession();
  const asked = [
    [2, 7], // 7 data bits
    [3, 3], // even parity
    [4, 2], // two stop bits
    [5, 3], // hardware flow control
    [11, 5], // modem state mask
  ] as const;
  for (const [command, value] of asked) receive(subnegotiation(command, [value]));
  const answers = [
    [102, 8],
    [103, 1],
    [104, 1],
    [105, 1],
    [111, 5],
  ] as const;
  expect(sent()).toEqual(answers.flatMap(([command, value]) => subnegotiation(command, [value])));
});

test('a baud rate of 0 asks for the present one, an absurd one changes nothing', () => {
  const { board, receive, sent } = openSession();
  const present = subnegotiation(SET_BAUDRATE + ANSWER, [0, 1, 0xc2, 0]);
  receive([...subnegotiation(SET_BAUDRATE, [0, 0, 0, 0]), ...subnegotiation(SET_BAUDRATE, [7])]);
  expect(sent()).toEqual([...present, ...present]);
  expect(board.hostBaud).toBe(115_200);
});

test('each line is set by itself, acknowledged, and told when asked for', () => {
  const { board, receive, sent } = openSession();
  for (const value of [DTR_ON, RTS_ON, DTR_OFF]) receive(subnegotiation(SET_CONTROL, [value]));
  expect(board.lines).toEqual(['D-', 'DR', '-R']);
  expect(sent()).toEqual([DTR_ON, RTS_ON, DTR_OFF].flatMap(controlAnswer));
  receive([...subnegotiation(SET_CONTROL, [7]), ...subnegotiation(SET_CONTROL, [10])]);
  expect(sent()).toEqual([DTR_OFF, RTS_ON].flatMap(controlAnswer));
});

test('a client may take its time from one line to the next: the chip stays in reset meanwhile', () => {
  const { board, receive, sent } = openSession();
  receive(subnegotiation(SET_CONTROL, [RTS_ON]));
  receive(subnegotiation(SET_CONTROL, [DTR_ON]));
  vi.advanceTimersByTime(100); // pyserial, with ?ign_set_control
  receive(subnegotiation(SET_CONTROL, [RTS_OFF]));
  expect(board.lines).toEqual(['-R', 'D-']);
  expect(sent()).toEqual([RTS_ON, DTR_ON, RTS_OFF].flatMap(controlAnswer));
});

test('both lines asserted out of a reset reach the board if nothing follows', () => {
  const { board, receive } = openSession();
  receive([...subnegotiation(SET_CONTROL, [RTS_ON]), ...subnegotiation(SET_CONTROL, [DTR_ON])]);
  vi.advanceTimersByTime(299);
  expect(board.lines).toEqual(['-R']);
  vi.advanceTimersByTime(1);
  expect(board.lines).toEqual(['-R', 'DR']);
});

test('a client that leaves releases both lines at once, whatever was held back', () => {
  const { board, receive, session } = openSession();
  receive([...subnegotiation(SET_CONTROL, [RTS_ON]), ...subnegotiation(SET_CONTROL, [DTR_ON])]);
  session.end();
  vi.advanceTimersByTime(1000);
  expect(board.lines).toEqual(['-R', '--']);
});

test('only a purge of the way to the chip discards anything', () => {
  const { board, receive, sent } = openSession();
  receive(subnegotiation(PURGE_DATA, [1]));
  expect(board.discards).toBe(0);
  receive([...subnegotiation(PURGE_DATA, [2]), ...subnegotiation(PURGE_DATA, [3])]);
  expect(board.discards).toBe(2);
  expect(sent()).toEqual([1, 2, 3].flatMap((what) => subnegotiation(PURGE_DATA + ANSWER, [what])));
});

test('what is not RFC 2217 is passed over', () => {
  const { board, receive, sent } = openSession();
  const nop = 241;
  const unknown = [
    ...subnegotiation(77, [1]),
    IAC,
    SB,
    TERMINAL_TYPE,
    1,
    IAC,
    SE,
    IAC,
    SB,
    IAC,
    SE,
  ];
  const endless = [IAC, SB, COM_PORT, ...new Array<number>(10_000).fill(99), IAC, SE];
  receive([1, IAC, nop, ...unknown, ...endless, 2]);
  expect(board.received).toEqual([1, 2]);
  expect(sent()).toEqual([]);
});

function subnegotiation(command: number, value: readonly number[]): number[] {
  return [IAC, SB, COM_PORT, command, ...value, IAC, SE];
}

function controlAnswer(value: number): number[] {
  return subnegotiation(SET_CONTROL + ANSWER, [value]);
}

/** A session after its opening words; `sent` takes what it has said since. */
function openSession() {
  const board = new FakeSerialBoard();
  let said: number[] = [];
  const session = new ComPortSession(board, (bytes) => said.push(...bytes));
  const sent = () => said.splice(0);
  const receive = (bytes: readonly number[]) => session.receive(Uint8Array.from(bytes));
  receive([IAC, WILL, COM_PORT]);
  said = [];
  return { board, session, receive, sent };
}
