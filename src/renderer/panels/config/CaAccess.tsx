import { useForm, useShownProblems, useTexts } from '../../app-context.ts';
import { CaCertificateField } from '../../fields/CaCertificateField.tsx';
import { fieldId } from '../../fields/field-id.ts';
import { Message } from '../../fields/Message.tsx';
import { MoreFields } from '../../fields/MoreFields.tsx';
import { SecretField } from '../../fields/SecretField.tsx';
import { commonName } from '../../form/common-name.ts';

const MESSAGE = 'ca-access-message';

/** How this bench and the CA know each other, where the usual way is not enough: folded until it is asked for. */
export function CaAccess() {
  const { config } = useTexts();
  const { includeCredentials, caToken, caCertificate } = useForm(({ values }) => values);
  const wrong = useShownProblems(['caToken']).length > 0;
  return (
    <MoreFields
      title={config.caAccess}
      summary={config.caAccessOf(
        caToken !== '',
        caCertificate && commonName(caCertificate.subject),
      )}
      used={wrong || caToken !== '' || caCertificate !== null}
    >
      <div className="row">
        <label htmlFor={fieldId('caToken')}>{config.caToken}</label>
        <div className="ctl">
          <SecretField
            field="caToken"
            name={config.caToken}
            describedBy={MESSAGE}
            mono
            placeholder={config.caTokenNone}
            disabled={!includeCredentials}
          />
        </div>
        <Message id={MESSAGE} fields={['caToken']}>
          {config.caAccessHint}
        </Message>
      </div>
      <CaCertificateField disabled={!includeCredentials} />
    </MoreFields>
  );
}
