import { useApp, useForm } from '../app-context.ts';
import { useField } from './use-field.ts';

export interface TextFieldProps {
  field: 'nvsOffset' | 'nvsSize' | 'caUrl' | 'uuid' | 'ssid';
  /** The id of the line that speaks about it. */
  describedBy: string;
  disabled?: boolean;
  className?: string;
  placeholder?: string | undefined;
  /** Stands inside the field at its right end. */
  unit?: string;
  unitIsWrong?: boolean;
  /** The id of the datalist that offers values. */
  list?: string;
}

/** A line of text of the form. Nothing is trimmed. */
export function TextField(props: TextFieldProps) {
  const { field, describedBy, disabled = false, className, placeholder, unit } = props;
  const { form } = useApp();
  const value = useForm(({ values }) => values[field]);
  const control = useField(field, describedBy);
  return (
    <span className={unit === undefined ? 'in' : 'in has-unit'}>
      <input
        {...control}
        type="text"
        className={className}
        value={value}
        placeholder={placeholder}
        list={props.list}
        disabled={control.disabled || disabled}
        onChange={({ target }) => form.change({ [field]: target.value })}
        spellCheck={false}
        autoComplete="off"
      />
      {unit !== undefined && (
        <span className={props.unitIsWrong ? 'unit is-fail' : 'unit'}>{unit}</span>
      )}
    </span>
  );
}
