import type { RunContext } from '../run-context.ts';
import type { ConnectedDevice } from '../tools.ts';

/** 12 upper-case hex digits, from the eFuses. */
export function readMac({ run }: RunContext, device: ConnectedDevice): Promise<string> {
  return run.step('read-mac', () => device.readMac(run.signal), withColons);
}

function withColons(mac: string): string {
  return mac.replace(/..(?!$)/g, '$&:');
}
