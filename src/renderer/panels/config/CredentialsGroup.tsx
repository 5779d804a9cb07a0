import { useForm, useProfile, useTexts } from '../../app-context.ts';
import { fieldId } from '../../fields/field-id.ts';
import { Message } from '../../fields/Message.tsx';
import { MoreFields } from '../../fields/MoreFields.tsx';
import { SecretField } from '../../fields/SecretField.tsx';
import { SwitchField } from '../../fields/SwitchField.tsx';
import { TextField } from '../../fields/TextField.tsx';
import { wifiOnlyBy } from '../../form/wifi-only-by.ts';

const MESSAGE = 'credentials-message';
const UUID_MESSAGE = 'uuid-message';
const PSK_MESSAGE = 'psk-message';

/** The identity of the board: made by the program, or given by another system. */
export function CredentialsGroup() {
  const { config } = useTexts();
  const included = useForm(({ values }) => values.includeCredentials);
  return (
    <section className="group folds-away" aria-labelledby="group-credentials">
      <div className="group-head">
        <h2 id="group-credentials">{config.credentials}</h2>
        <SwitchField field="includeCredentials" label={config.includeCredentials} />
      </div>
      {included ? <GivenIdentity /> : <KeptIdentity />}
    </section>
  );
}

/** Another system may have given the board its UUID or PSK. */
function GivenIdentity() {
  const { config } = useTexts();
  const { uuid, psk } = useForm(({ values }) => values);
  const { identity } = useProfile();
  return (
    <MoreFields
      title={config.identity}
      summary={config.identityOf(uuid !== '', psk !== '')}
      used={uuid !== '' || psk !== ''}
    >
      <div className="row">
        <label htmlFor={fieldId('uuid')}>{config.uuid}</label>
        <div className="ctl">
          <TextField
            field="uuid"
            describedBy={UUID_MESSAGE}
            className="mono"
            placeholder={config.uuidAuto}
          />
        </div>
        <Message id={UUID_MESSAGE} fields={['uuid']}>
          {uuid !== '' && config.customUuid}
        </Message>
      </div>
      <div className="row">
        <label htmlFor={fieldId('psk')}>{config.psk}</label>
        <div className="ctl">
          <SecretField
            field="psk"
            name={config.psk}
            describedBy={PSK_MESSAGE}
            mono
            placeholder={config.pskAuto(identity.pskBytes)}
          />
        </div>
        <Message id={PSK_MESSAGE} fields={['psk']}>
          {psk !== '' && config.customPsk}
        </Message>
      </div>
    </MoreFields>
  );
}

function KeptIdentity() {
  const { config } = useTexts();
  const values = useForm((state) => state.values);
  const way = wifiOnlyBy(values, useProfile());
  return (
    <Message id={MESSAGE} fields={['includeCredentials']}>
      {config.credentialsKept[way]}
    </Message>
  );
}
