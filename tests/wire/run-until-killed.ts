// A process that provisions and kills itself the moment a step is done, before the next one begins. Started by
// killed.test.ts with: data folder, port URL, CA URL, CA PEM file, step.
import { readFile } from 'node:fs/promises';

import { composeProvisioner } from '../../src/hosts/compose.ts';

const [dataDir = '', port = '', caUrl = '', caPemFile = '', lastStep = ''] = process.argv.slice(2);

const provisioner = await composeProvisioner({ dataDir }, (channel, event) => {
  if (channel !== 'prov:progress' || !('status' in event)) return;
  if (event.step === lastStep && event.status === 'done') process.kill(process.pid, 'SIGKILL');
});
await provisioner.dispatch('prov:provision-device', {
  port,
  ca: { url: caUrl, trust: await readFile(caPemFile, 'utf8') },
  wifi: { ssid: 'Line "5" ☃', password: 'Secure\\Pass,123' },
});
