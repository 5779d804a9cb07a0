import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';

import { useApp, useForm, useTexts } from '../app-context.ts';
import { ICON } from '../marks/icon.ts';
import { useField } from './use-field.ts';

interface SecretFieldProps {
  field: 'nvsKey' | 'psk' | 'caToken' | 'password';
  /** For the button that shows it. */
  name: string;
  describedBy: string;
  disabled?: boolean;
  mono?: boolean;
  placeholder?: string;
}

/** A secret of the form: dots, until the eye shows it. It never leaves the memory of this window on its own. */
export function SecretField(props: SecretFieldProps) {
  const { field, name, describedBy, disabled = false, mono = false, placeholder } = props;
  const { form } = useApp();
  const { config } = useTexts();
  const value = useForm(({ values }) => values[field]);
  const [shown, setShown] = useState(false);
  const control = useField(field, describedBy);
  const off = control.disabled || disabled;
  return (
    <span className="in has-icon">
      <input
        {...control}
        type={shown ? 'text' : 'password'}
        className={mono ? 'mono' : undefined}
        value={value}
        placeholder={placeholder}
        disabled={off}
        onChange={({ target }) => form.change({ [field]: target.value })}
        spellCheck={false}
        autoComplete="off"
      />
      <button
        type="button"
        className="btn btn-bare btn-icon"
        aria-label={shown ? config.hide(name) : config.show(name)}
        disabled={off}
        onClick={() => setShown(!shown)}
      >
        {shown ? <EyeOff {...ICON} /> : <Eye {...ICON} />}
      </button>
    </span>
  );
}
