/** A second process for port-race.test.ts: opens the port that it is told, says so over it, and closes it when told. */
import { toWireError } from '../../../src/contract/provisioning-error.ts';
import { openPort } from '../../../src/device/open-port.ts';
import type { SerialLine } from '../../../src/device/serial-line.ts';

export type Order = { open: string; say: string } | 'close';
export type Report = 'opened' | 'closed' | { code: string };

const { signal } = new AbortController();
let line: SerialLine | undefined;

async function obey(order: Order): Promise<Report> {
  if (order === 'close') {
    await line?.close();
    line = undefined;
    return 'closed';
  }
  try {
    line = await openPort(order.open, { baudRate: 115_200, signal });
    await line.write(Buffer.from(order.say));
    return 'opened';
  } catch (error) {
    return { code: toWireError(error).code };
  }
}

process.on('message', (order: Order) => {
  void obey(order).then((report) => process.send?.(report));
});
