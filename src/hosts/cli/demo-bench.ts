import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { VirtualCa } from '../../virtual-bench/virtual-ca.ts';
import type { RunningVirtualEsp32 } from '../../virtual-bench/virtual-esp32/start-virtual-esp32.ts';

export interface DemoBench extends AsyncDisposable {
  board: RunningVirtualEsp32;
  ca: VirtualCa;
  /** Gone with this process, however it ends. */
  dataDir: string;
}

/** A virtual ESP32-S3 as slow as a real one, the Wi-Fi network in its reach, a virtual CA with TLS, an empty data folder. */
export async function startDemoBench(wifi: {
  ssid: string;
  password: string | null;
}): Promise<DemoBench> {
  // Loaded now: no other command need wait for it.
  const { startVirtualCa } = await import('../../virtual-bench/virtual-ca.ts');
  const { startVirtualEsp32 } =
    await import('../../virtual-bench/virtual-esp32/start-virtual-esp32.ts');
  await using stack = new AsyncDisposableStack();
  const ca = stack.use(
    await startVirtualCa({ host: '127.0.0.1', port: 0, tls: true, repeat: 'same' }),
  );
  const board = stack.use(await startVirtualEsp32({ chip: 'esp32s3', timing: 'real', wifi }));
  const running = stack.move();
  return {
    board,
    ca,
    dataDir: temporaryFolder(),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'esp32-provisioner-demo-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
