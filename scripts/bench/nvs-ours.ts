import { createHash } from 'node:crypto';

import { encodeNvs } from '../../embedded/nvs_partition_gen/encode-nvs.ts';
import type { NvsEntry } from '../../embedded/nvs_partition_gen/nvs-entry.ts';

/**
 * Makes NVS images in a process that holds nothing else: in the heap of a large program the same images cost several
 * times as much, in page faults and garbage collection. Each message in is a job, as for nvs-reference.py.
 */
process.on('message', (job: Job) => process.send?.(makeImages(job)));
process.on('disconnect', () => process.exit());

interface Job {
  images: number;
  size: number;
  namespace: string;
  strings: [key: string, value: string][];
}

function makeImages({ images, size, namespace, strings }: Job) {
  const entries = strings.map(([key, value]): NvsEntry => ({
    namespace,
    key,
    type: 'string',
    value,
  }));
  let image: Uint8Array = new Uint8Array();
  const start = process.cpuUsage();
  for (let made = 0; made < images; made += 1) image = encodeNvs(entries, { size });
  const { user, system } = process.cpuUsage(start);
  return {
    seconds: (user + system) / 1e6,
    sha256: createHash('sha256').update(image).digest('hex'),
  };
}
