// A process that changes the Wi-Fi in the partition of a device, and is killed by killed-while-writing.test.ts before it
// comes to its end. Started with: data folder, port URL.
import { composeProvisioner } from '../../src/hosts/compose.ts';

const [dataDir = '', port = ''] = process.argv.slice(2);

const provisioner = await composeProvisioner({ dataDir }, () => undefined);
await provisioner.dispatch('prov:provision-device', {
  port,
  ca: null,
  includeCredentials: false,
  wifiOnlyBy: 'partition',
  wifi: { ssid: 'Line 6', password: null },
});
