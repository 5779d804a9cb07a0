import { WifiOnlyBy } from '../../contract/profile.ts';
import { useApp, useForm, useProfile, useTexts } from '../app-context.ts';
import { wifiOnlyBy } from '../form/wifi-only-by.ts';
import { SelectField } from './SelectField.tsx';
import { useField } from './use-field.ts';

/** How the board is told its network while its identity stays. */
export function WifiWayField() {
  const { form } = useApp();
  const { config } = useTexts();
  const profile = useProfile();
  const way = useForm(({ values }) => wifiOnlyBy(values, profile));
  const control = useField('wifiOnlyBy');
  return (
    <SelectField
      {...control}
      value={way}
      onChange={({ target }) => {
        const chosen = WifiOnlyBy.parse(target.value);
        form.change({ wifiOnlyBy: chosen === profile.wifi.onlyBy ? null : chosen });
      }}
    >
      {WifiOnlyBy.options.map((option) => (
        <option key={option} value={option}>
          {config.wifiWays[option]}
        </option>
      ))}
    </SelectField>
  );
}
