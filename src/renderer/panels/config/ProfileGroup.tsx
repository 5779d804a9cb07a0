import { BUILT_IN_PROFILES } from '../../../contract/profile.ts';
import { useApp, useBench, useForm, useTexts } from '../../app-context.ts';
import { SelectField } from '../../fields/SelectField.tsx';
import { useField } from '../../fields/use-field.ts';

/** The product whose data contract holds. */
export function ProfileGroup() {
  const { form } = useApp();
  const { config } = useTexts();
  const profiles = useBench((state) => state.profiles);
  const chosen = useForm(({ values }) => values.profile);
  const isThere = profiles.some(({ name }) => name === chosen);
  const control = useField('profile');
  return (
    <div className="group">
      <div className="row">
        <label htmlFor={control.id}>{config.profile}</label>
        <div className="ctl">
          <SelectField
            {...control}
            value={chosen}
            onChange={({ target }) => form.change({ profile: target.value })}
          >
            {!isThere && <option value={chosen}>{config.profileGone(chosen)}</option>}
            {profiles.map(({ name }) => (
              <option key={name} value={name}>
                {name in BUILT_IN_PROFILES ? config.builtIn(name) : name}
              </option>
            ))}
          </SelectField>
        </div>
      </div>
    </div>
  );
}
