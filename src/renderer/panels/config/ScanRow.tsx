import {
  useApp,
  useBench,
  useForm,
  useLocked,
  useObstacle,
  usePortStatus,
  useProfile,
  useTexts,
} from '../../app-context.ts';
import { BusyButton } from '../../fields/BusyButton.tsx';
import { isUsable } from '../../form/port-status.ts';
import type { Scan } from '../../stores/bench-store.ts';
import { FailedCheck } from './FailedCheck.tsx';

/** Asks the firmware on the board which networks it sees. The board is reset, nothing on it changes. */
export function ScanButton({ disabled }: { disabled: boolean }) {
  const { bench } = useApp();
  const { config } = useTexts();
  const profile = useProfile();
  const port = useForm(({ values }) => values.port);
  const usable = isUsable(usePortStatus());
  const locked = useLocked();
  const obstacle = useObstacle();
  const scanning = useBench(({ scan }) => scan.state === 'scanning');
  return (
    <BusyButton
      label={config.scan}
      busyLabel={config.scanning}
      busy={scanning}
      disabled={disabled || locked || !usable || (obstacle !== undefined && !scanning)}
      onClick={() => void bench.scanWifi({ port, before: profile.serial.before, profile })}
    />
  );
}

/** What has come of it so far. */
export function ScanOutcome({ scan }: { scan: Exclude<Scan, { state: 'none' }> }) {
  const { config } = useTexts();
  switch (scan.state) {
    case 'scanning':
      return config.scanning;
    case 'failed':
      return <FailedCheck error={scan.error} />;
    case 'found':
      return config.networks(scan.networks.length);
  }
}

/** The names that the board sees, for the field to offer. */
export function NetworkList({ id }: { id: string }) {
  const { config } = useTexts();
  const scan = useBench((state) => state.scan);
  if (scan.state !== 'found') return null;
  return (
    <datalist id={id}>
      {scan.networks.map(({ ssid, rssi, secured }) => (
        <option key={ssid} value={ssid}>
          {config.network(rssi, secured)}
        </option>
      ))}
    </datalist>
  );
}
