import { LOG_LINE } from './log-line.ts';
import { order, type Verdict } from './ask.ts';
import type { FirmwareConsole } from './firmware-console.ts';
import { restart } from './restart.ts';
import { waitForAddress } from './wait-for-address.ts';
import { waitUntilReady, type Probe } from './wait-until-ready.ts';
import type { ConfigureWifi } from './wifi-dialect.ts';

// What the console already printed makes the line: `esp32> `, or nothing.
const PROMPT = /^(?:[\w.:~-]*[>#$])? *$/;
// esp_console_repl.c prints these; the commands themselves answer in words of their own.
const REFUSED = /^(?:Unrecognized command|Command returned non-zero error code|Internal error)/;
const CONFIGURED = /\b(?:Configur\w*|OK|SSID|password)\b/i;
const ENABLED = /\b(?:Enabl\w*|OK)\b/i;

/**
 * A firmware with the ESP-IDF console of the original toolkit: configure, enable, restart, and the address that the
 * restarted firmware tells. It keeps the network in its own flash; only a restart makes it join.
 */
export const configureConsole: ConfigureWifi = async (console, network, limits, signal) => {
  const { ssid, password } = network;
  const { readyTimeoutMs, commandTimeoutMs: timeoutMs, joinTimeoutMs } = limits;
  const probe = promptProbe(console);
  await waitUntilReady(console, probe, readyTimeoutMs, signal);
  const name = `wifi_config -s ${quoted(ssid)} -p `;
  const configure = {
    text: `${name}${quoted(password?.reveal() ?? '')}`,
    shown: `${name}"***"`,
    name: 'wifi_config',
    timeoutMs,
  };
  await order(console, configure, verdictBy(CONFIGURED), signal);
  const enable = { text: 'wifi_enable -e', name: 'wifi_enable', timeoutMs };
  await order(console, enable, verdictBy(ENABLED), signal);
  await restart(console, 'restart', signal);
  await waitUntilReady(console, probe, readyTimeoutMs, signal);
  const askStatus = () => console.send('wifi_status');
  const join = { ssid, timeoutMs: joinTimeoutMs, ask: askStatus, accepted: true };
  return waitForAddress(console, join, signal);
};

/** The console answers an empty line with its prompt. */
function promptProbe(console: FirmwareConsole): Probe {
  return {
    name: 'an empty line',
    send: () => console.send(''),
    isAnswer: (line) => PROMPT.test(line),
  };
}

/** ESP-IDF, esp_console_split_argv: in double quotes, a backslash before each `\` and `"`; any other escape is dropped. */
function quoted(value: string): string {
  return `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

function verdictBy(accepted: RegExp): (line: string) => Verdict | undefined {
  return (line) => {
    if (LOG_LINE.test(line)) return undefined;
    if (REFUSED.test(line)) return 'refused';
    return accepted.test(line) ? 'accepted' : undefined;
  };
}
