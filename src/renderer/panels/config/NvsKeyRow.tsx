import { useForm, useProfile, useTexts } from '../../app-context.ts';
import { fieldId } from '../../fields/field-id.ts';
import { Message } from '../../fields/Message.tsx';
import { SecretField } from '../../fields/SecretField.tsx';
import { nvsKeyKind } from '../../form/nvs-key.ts';

const MESSAGE = 'nvs-key-message';

/** The key of a board whose firmware encrypts its settings; nothing where the profile names no encryption. */
export function NvsKeyRow() {
  const { config } = useTexts();
  const profile = useProfile();
  const values = useForm((state) => state.values);
  const kind = nvsKeyKind(values, profile);
  if (!kind) return null;
  return (
    <div className="row">
      <label htmlFor={fieldId('nvsKey')}>{config.nvsKey}</label>
      <div className="ctl">
        <SecretField
          field="nvsKey"
          name={config.nvsKey}
          describedBy={MESSAGE}
          mono
          placeholder={config.nvsKeyUsual[kind.scheme]}
        />
      </div>
      <Message id={MESSAGE} fields={['nvsKey']}>
        {config.nvsKeyHint[kind.scheme]}
      </Message>
    </div>
  );
}
