import type { Verdict } from './ask.ts';
import type { FirmwareConsole } from './firmware-console.ts';
import { LOG_LINE } from './log-line.ts';
import type { Probe } from './wait-until-ready.ts';

const ACCEPTED = /^\+?OK\b|, OK$/;
const REFUSED = /^(?:ERROR|FAIL|\+?CME ERROR)\b/i;

/** What a line says about an AT command: accepted, refused, or nothing. */
export function atVerdict(line: string): Verdict | undefined {
  if (LOG_LINE.test(line)) return undefined;
  if (ACCEPTED.test(line)) return 'accepted';
  return REFUSED.test(line) ? 'refused' : undefined;
}

/** `AT` does nothing but answer. */
export function atProbe(console: FirmwareConsole): Probe {
  return {
    name: 'AT',
    send: () => console.send('AT'),
    isAnswer: (line) => atVerdict(line) !== undefined,
  };
}
