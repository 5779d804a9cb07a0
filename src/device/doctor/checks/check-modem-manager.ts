import type { Finding } from '../../../contract/port-examination.ts';
import type { ComputerFacts } from '../computer-facts.ts';
import { installRule } from './check-permission.ts';
import { finding } from './finding.ts';

/** ModemManager opens each new port and sends AT commands to it, unless udev tells it not to. */
export function checkModemManager(facts: ComputerFacts): Finding | undefined {
  const { platform, modemManager, ports, udevRule } = facts;
  if (platform !== 'linux') return undefined;
  const check = 'modem-manager';
  if (!modemManager) {
    return finding({
      check,
      state: 'ok',
      title: 'No other program takes new ports',
      text: 'ModemManager is not running.',
    });
  }
  const there = ports.filter(({ exists }) => exists);
  const probed = there.find(({ ignoredByModemManager }) => !ignoredByModemManager);
  const holds = there.find(({ holders }) => holders?.some(({ pid }) => pid === modemManager.pid));
  if (holds) {
    return finding({
      check,
      state: 'to-do',
      title: `ModemManager has ${holds.path} open`,
      text: `It is process ${modemManager.pid}. Stop it now; the udev rule of this program keeps it away for good.`,
      command: 'sudo systemctl stop ModemManager',
      error: 'port-busy',
    });
  }
  const kept = there.length > 0 ? !probed : udevRule.installed;
  return kept
    ? finding({
        check,
        state: 'ok',
        title: 'ModemManager leaves the ports alone',
        text: `It is running (process ${modemManager.pid}), and udev tells it to ignore them.`,
      })
    : finding({
        check,
        state: 'to-do',
        title: `ModemManager may send commands to ${probed?.path ?? 'new ports'}`,
        text: `It is running (process ${modemManager.pid}). The udev rule of this program keeps it away.`,
        command: installRule(facts) ?? 'sudo systemctl stop ModemManager',
      });
}
