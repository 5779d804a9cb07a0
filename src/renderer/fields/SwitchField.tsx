import { useApp, useForm } from '../app-context.ts';
import { useField } from './use-field.ts';

interface SwitchFieldProps {
  field: 'includeCredentials' | 'configureWifi';
  label: string;
  /** Off whatever is wished for; what is below says why. */
  impossible?: boolean;
}

/** A switch owns the section below it. */
export function SwitchField({ field, label, impossible = false }: SwitchFieldProps) {
  const { form } = useApp();
  const on = useForm(({ values }) => values[field]);
  const control = useField(field);
  return (
    <label className="switch">
      {label}
      <input
        {...control}
        disabled={control.disabled || impossible}
        type="checkbox"
        role="switch"
        checked={on && !impossible}
        onChange={({ target }) => form.change({ [field]: target.checked })}
      />
    </label>
  );
}
