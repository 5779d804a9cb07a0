import { useApp, useForm } from '../app-context.ts';
import { useField } from './use-field.ts';

interface CheckFieldProps {
  field: 'openNetwork' | 'allowHttp' | 'overridePartitionCheck';
  label: string;
  describedBy?: string;
  disabled?: boolean;
}

/** A choice that a person makes explicitly. */
export function CheckField({ field, label, describedBy, disabled = false }: CheckFieldProps) {
  const { form } = useApp();
  const on = useForm(({ values }) => values[field]);
  const control = useField(field, describedBy);
  return (
    <label className="check">
      <input
        {...control}
        type="checkbox"
        checked={on}
        disabled={control.disabled || disabled}
        onChange={({ target }) => form.change({ [field]: target.checked })}
      />
      {label}
    </label>
  );
}
