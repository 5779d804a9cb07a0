import { CHIPS, type ChipName } from '../../../contract/chip.ts';
import { hasWifi } from '../../../contract/has-wifi.ts';
import { byteLength } from '../../../contract/fields.ts';
import { useBench, useFeasibleValues, useKnownChip, useTexts } from '../../app-context.ts';
import { CheckField } from '../../fields/CheckField.tsx';
import { fieldId } from '../../fields/field-id.ts';
import { Message } from '../../fields/Message.tsx';
import { SecretField } from '../../fields/SecretField.tsx';
import { SwitchField } from '../../fields/SwitchField.tsx';
import { TextField } from '../../fields/TextField.tsx';
import { WifiWayField } from '../../fields/WifiWayField.tsx';
import { NetworkList, ScanButton, ScanOutcome } from './ScanRow.tsx';

const SSID_MESSAGE = 'ssid-message';
const PASSWORD_MESSAGE = 'password-message';
const NETWORKS = 'wifi-networks';
const SSID_BYTES = 32;

/** The network that the board joins. */
export function WifiGroup() {
  const { config } = useTexts();
  const chip = useKnownChip();
  const { configureWifi, includeCredentials, openNetwork, ssid } = useFeasibleValues();
  const bytes = byteLength(ssid);
  return (
    <section className="group" aria-labelledby="group-wifi">
      <div className="group-head">
        <h2 id="group-wifi">{config.wifi}</h2>
        <SwitchField
          field="configureWifi"
          label={config.configureWifi}
          impossible={chip !== undefined && !hasWifi(chip)}
        />
      </div>
      {!includeCredentials && (
        <div className="row">
          <label htmlFor={fieldId('wifiOnlyBy')}>{config.wifiWay}</label>
          <div className="ctl">
            <WifiWayField />
          </div>
        </div>
      )}
      <div className="row">
        <label htmlFor={fieldId('ssid')}>{config.ssid}</label>
        <div className="ctl">
          <TextField
            field="ssid"
            describedBy={SSID_MESSAGE}
            disabled={!configureWifi}
            unit={config.ssidBytes(bytes)}
            unitIsWrong={bytes > SSID_BYTES}
            list={NETWORKS}
          />
          <ScanButton disabled={!configureWifi} />
        </div>
        <Message id={SSID_MESSAGE} fields={['ssid']} live>
          <SsidFact chip={chip} ssid={ssid} on={configureWifi} />
        </Message>
        <NetworkList id={NETWORKS} />
      </div>
      <div className="row">
        <label htmlFor={fieldId('password')}>{config.password}</label>
        <div className="ctl">
          <SecretField
            field="password"
            name={config.password}
            describedBy={PASSWORD_MESSAGE}
            disabled={!configureWifi || openNetwork}
          />
        </div>
        <Message id={PASSWORD_MESSAGE} fields={['password']} />
        <div className="below">
          <CheckField field="openNetwork" label={config.openNetwork} disabled={!configureWifi} />
        </div>
      </div>
    </section>
  );
}

interface SsidFactProps {
  chip: ChipName | undefined;
  ssid: string;
  on: boolean;
}

/** What is worth knowing of the name, and of what this board sees. Spaces at the ends are kept, so they are named. */
function SsidFact({ chip, ssid, on }: SsidFactProps) {
  const { config } = useTexts();
  const scan = useBench((state) => state.scan);
  if (chip && !hasWifi(chip)) return config.chipWithoutWifi(CHIPS[chip].title);
  if (!on) return null;
  if (ssid.startsWith(' ')) return config.spaceBefore;
  if (ssid.endsWith(' ')) return config.spaceAfter;
  if (scan.state !== 'none') return <ScanOutcome scan={scan} />;
  return config.ssidHint(chip && CHIPS[chip].wifiBands);
}
