import fc from 'fast-check';
import { expect, test } from 'vitest';

import { anyNetwork, converse, PATIENT, RANDOM_NETWORKS, RESET } from './dialogue.ts';
import { ScriptedLine } from './scripted-line.ts';

test('spec-at: random names and passwords arrive as they are, in exactly the commands meant', async () => {
  const property = fc.asyncProperty(anyNetwork, async (values) => {
    const line = new ScriptedLine((text, reply) => {
      if (text === 'AT+WIFI_CONNECT') reply('IP: 192.168.1.150\r\n');
      else reply(text === 'AT+REBOOT' ? RESET : 'OK\r\n');
    });
    expect((await converse(line, 'spec-at', values, PATIENT)).outcome).toBe('192.168.1.150');
    expect(line.sent).toEqual([
      'AT',
      `AT+WIFI_SSID=${values.ssid}`,
      `AT+WIFI_PASSWORD=${values.password ?? ''}`,
      'AT+WIFI_CONNECT',
      'AT+REBOOT',
    ]);
  });
  await fc.assert(property, { numRuns: RANDOM_NETWORKS });
});

const NAME = { ssid: 'bench', password: 'password' };

test.each(['spec-at', 'esp-at', 'improv', 'console'] as const)(
  '%s: what cannot arrive byte for byte is refused before anything is sent',
  async (dialect) => {
    const line = new ScriptedLine(() => undefined);
    const outcomeOf = async (changes: Partial<typeof NAME>) =>
      (await converse(line, dialect, { ...NAME, ...changes })).outcome;
    for (const bad of ['x\r\nAT+REBOOT', 'a\u0000b', 'tab\there', '\u007f', '\ud800']) {
      expect(await outcomeOf({ ssid: bad })).toBe('ssid-invalid');
      expect(await outcomeOf({ password: bad })).toBe('wifi-password-invalid');
    }
    expect(await outcomeOf({ ssid: 'ü'.repeat(17) })).toBe('ssid-invalid');
    expect(await outcomeOf({ password: 'x'.repeat(65) })).toBe('wifi-password-invalid');
    expect(line.sent).toEqual([]);
  },
);
