import type { WifiProof } from '../../contract/profile.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { Provisioned } from '../../contract/run.ts';
import type { RunContext } from '../run-context.ts';
import type { ConnectedDevice } from '../tools.ts';

export type WifiResult = Provisioned['wifi'];

/**
 * How the device stands on the network. `keep` makes the address that it reported durable before the step counts as
 * done. Without an address the step fails, unless the profile is content with less.
 */
export async function configureWifi(
  { request, run }: RunContext,
  device: ConnectedDevice,
  keep: (ip: string) => Promise<void>,
): Promise<WifiResult> {
  const { wifi, profile, confirmWifi } = request;
  if (!wifi || !confirmWifi) {
    run.skip('configure-wifi', 'switched off');
    return { ssid: wifi?.ssid ?? null, status: 'skipped', ip: null, dialect: null };
  }
  const { ssid } = wifi;
  const written = run.timings['verify-nvs'] !== undefined;
  return run.step(
    'configure-wifi',
    async () => {
      try {
        const { dialect, ...joined } = await device.configureWifi(wifi, profile.wifi, run.signal);
        if (joined.ip !== null) {
          await keep(joined.ip);
          return { ssid, status: 'connected', ip: joined.ip, dialect };
        }
        if (profile.wifi.proof === 'address') throw joined.missing;
        return { ssid, status: 'accepted', ip: null, dialect };
      } catch (error) {
        if (!isEnough(profile.wifi.proof, written, error)) throw error;
        return { ssid, status: 'unconfirmed', ip: null, dialect: null };
      }
    },
    ({ status, ip, dialect }) => [ssid, ip ?? NOTES[status], dialect].filter(Boolean).join(', '),
    ({ status }) => (status === 'connected' ? 'done' : 'unconfirmed'),
  );
}

const NOTES: Partial<Record<WifiResult['status'], string>> = {
  accepted: 'accepted, no IP address reported',
  unconfirmed: 'written to NVS, the firmware does not answer',
};

/** Only silence is forgiven: what the firmware reports as wrong is wrong. */
function isEnough(proof: WifiProof, written: boolean, error: unknown): boolean {
  const silent = error instanceof ProvisioningError && error.code === 'wifi-no-console';
  return silent && written && proof === 'written';
}
