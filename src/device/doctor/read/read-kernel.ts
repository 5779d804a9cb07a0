import { basename } from 'node:path';
import type { KernelFacts } from '../computer-facts.ts';
import type { System } from '../system.ts';

/** Which modules the running Linux kernel has loaded, and which it could load. */
export async function readKernel(system: System): Promise<KernelFacts | null> {
  const release = (await system.readText('/proc/sys/kernel/osrelease'))?.trim();
  if (release === undefined) return null;
  const loaded = lines(await system.readText('/proc/modules')).map(
    (line) => line.split(' ')[0] ?? '',
  );
  const onDisk = await system.readText(`/lib/modules/${release}/modules.dep`);
  const builtIn = await system.readText(`/lib/modules/${release}/modules.builtin`);
  return {
    release,
    loaded: new Set(loaded),
    available:
      onDisk === undefined && builtIn === undefined
        ? null
        : new Set([...lines(onDisk), ...lines(builtIn)].map(moduleName)),
  };
}

function lines(text: string | undefined): string[] {
  return text?.split('\n').filter((line) => line !== '') ?? [];
}

/** `kernel/drivers/usb/serial/ch341.ko.zst: kernel/...` is ch341; a file may write `-` where the module has `_`. */
function moduleName(line: string): string {
  const [file = ''] = line.split(':');
  return basename(file)
    .replace(/\.ko(\..*)?$/, '')
    .replaceAll('-', '_');
}
