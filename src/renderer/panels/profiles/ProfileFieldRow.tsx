import { useTexts } from '../../app-context.ts';
import { SelectField } from '../../fields/SelectField.tsx';
import { Mark } from '../../marks/Mark.tsx';
import type { ProfileField } from '../../profiles/profile-fields.ts';

interface ProfileFieldRowProps {
  field: ProfileField;
  value: string | boolean;
  /** Goes on after the name of the field. */
  problem: string | undefined;
  disabled: boolean;
  /** Where a copy begins. */
  autoFocus?: boolean;
  onChange: (value: string | boolean) => void;
}

/** One field of a profile, with what is wrong with it. */
export function ProfileFieldRow({ field, problem, ...control }: ProfileFieldRowProps) {
  const { profiles: words } = useTexts();
  const id = `profile-${field.path.replaceAll('.', '-')}`;
  return (
    <div className="row">
      <label htmlFor={id}>{words.fields[field.path]}</label>
      <div className="ctl">
        <Control id={id} field={field} {...control} invalid={problem !== undefined} />
      </div>
      <p className={problem === undefined ? 'msg' : 'msg is-fail'} id={`${id}-message`}>
        {problem === undefined ? (
          <Remark field={field} value={control.value} />
        ) : (
          <>
            <Mark kind="failed" size={14} />
            {`${words.fields[field.path]}${problem}`}
          </>
        )}
      </p>
    </div>
  );
}

function Remark({ field, value }: Pick<ProfileFieldRowProps, 'field' | 'value'>) {
  const { profiles: words } = useTexts();
  if (field.path === 'nvs.overridePartitionCheck' && value === true) return words.overrideWarning;
  if (field.path === 'ca.allowHttp' && value === true) return words.httpWarning;
  return words.hints[field.path];
}

type ControlProps = Omit<ProfileFieldRowProps, 'problem'> & { id: string; invalid: boolean };

function Control({ id, field, value, disabled, invalid, autoFocus, onChange }: ControlProps) {
  const shared = {
    id,
    disabled,
    'aria-describedby': `${id}-message`,
    'aria-invalid': invalid || undefined,
  };
  if (typeof value === 'boolean') {
    return (
      <span className="switch">
        <input
          {...shared}
          type="checkbox"
          role="switch"
          checked={value}
          onChange={({ target }) => onChange(target.checked)}
        />
      </span>
    );
  }
  if (field.choices) {
    return (
      <SelectField {...shared} value={value} onChange={({ target }) => onChange(target.value)}>
        {field.choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </SelectField>
    );
  }
  return (
    <span className="in">
      <input
        {...shared}
        type="text"
        autoFocus={autoFocus}
        className={field.kind === 'text' ? undefined : 'mono'}
        value={value}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => onChange(target.value)}
      />
    </span>
  );
}
