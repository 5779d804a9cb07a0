import { order } from './ask.ts';
import { atProbe, atVerdict } from './at-verdict.ts';
import { restart } from './restart.ts';
import { waitForAddress } from './wait-for-address.ts';
import { waitUntilReady } from './wait-until-ready.ts';
import type { ConfigureWifi } from './wifi-dialect.ts';

/**
 * The AT dialogue of the specification: name, password, connect, and, once the device has reported its address, reboot.
 *
 * The specification names the commands and nothing else: no line ending, quoting, reply or time limit. The rest is how
 * the family of firmwares with these commands behaves; everything after `=` is literal.
 */
export const configureSpecAt: ConfigureWifi = async (console, network, limits, signal) => {
  const { ssid, password } = network;
  const { readyTimeoutMs, commandTimeoutMs: timeoutMs, joinTimeoutMs } = limits;
  await waitUntilReady(console, atProbe(console), readyTimeoutMs, signal);
  const commands = [
    { name: 'AT+WIFI_SSID', text: `AT+WIFI_SSID=${ssid}` },
    {
      name: 'AT+WIFI_PASSWORD',
      text: `AT+WIFI_PASSWORD=${password?.reveal() ?? ''}`,
      shown: 'AT+WIFI_PASSWORD=***',
    },
  ];
  for (const command of commands) {
    await order(console, { ...command, timeoutMs }, atVerdict, signal);
  }
  console.clear(); // an address that was reported before our command is no proof
  await console.send('AT+WIFI_CONNECT');
  const join = { ssid, timeoutMs: joinTimeoutMs, accepted: false };
  const joined = await waitForAddress(console, join, signal);
  if (joined.ip !== null) await restart(console, 'AT+REBOOT', signal);
  return joined;
};
