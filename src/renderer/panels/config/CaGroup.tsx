import { CaUrl } from '../../../contract/fields.ts';
import { useApp, useBench, useForm, useLocked, useProfile, useTexts } from '../../app-context.ts';
import { BusyButton } from '../../fields/BusyButton.tsx';
import { CheckField } from '../../fields/CheckField.tsx';
import { fieldId } from '../../fields/field-id.ts';
import { Message } from '../../fields/Message.tsx';
import { TextField } from '../../fields/TextField.tsx';
import { commonName } from '../../form/common-name.ts';
import { caUrlOf, isPlainHttp } from '../../form/form-problems.ts';
import { handOverEnter } from '../../keyboard/hand-over-enter.ts';
import { Mark } from '../../marks/Mark.tsx';
import { StateWord } from '../../marks/StateWord.tsx';
import type { CaQuestion } from '../../stores/bench-store.ts';
import { CaAccess } from './CaAccess.tsx';
import { FailedCheck } from './FailedCheck.tsx';

const MESSAGE = 'ca-message';

/** Who signs the device's certificate. */
export function CaGroup() {
  const { bench, form } = useApp();
  const { config } = useTexts();
  const profile = useProfile();
  const included = useForm(({ values }) => values.includeCredentials);
  const locked = useLocked();
  const url = useForm(({ values }) => caUrlOf(values, profile));
  const trust = useForm(({ values }) => values.caCertificate?.pem);
  const testing = useBench(({ caTest }) => caTest.state === 'testing');
  return (
    <section className="group has-message" aria-labelledby="group-ca">
      {included && isPlainHttp(url) && <PlainHttpBanner />}
      <div className="group-head">
        <h2 id="group-ca">{config.ca}</h2>
      </div>
      <div className="row">
        <label htmlFor={fieldId('caUrl')}>{config.caUrl}</label>
        <div className="ctl">
          <TextField
            field="caUrl"
            describedBy={MESSAGE}
            placeholder={profile.ca.url ?? 'https://'}
            disabled={!included}
          />
          <BusyButton
            label={config.test}
            busyLabel={config.testing}
            busy={testing}
            disabled={locked || !included}
            onClick={(event) => {
              form.leave('caUrl');
              if (!CaUrl.safeParse(url).success) return;
              void handOverEnter(event, async () => {
                await bench.testCa({ url, trust });
                return bench.getState().caTest.state === 'answered';
              });
            }}
          />
        </div>
        <Message id={MESSAGE} fields={['caUrl', 'allowHttp']} live>
          {included && <TestOutcome asked={{ url, trust }} />}
        </Message>
      </div>
      <CaAccess />
    </section>
  );
}

/** http to another machine needs an explicit yes: the request carries the PSK. */
function PlainHttpBanner() {
  const { config } = useTexts();
  const { ca } = useProfile();
  return (
    <div className="banner" id="plain-http">
      <span className="is-warn">
        <Mark kind="warning" size={20} />
      </span>
      <div>
        <b>{config.plainHttp}</b>
        <p>{config.plainHttpText}</p>
        {ca.allowHttp ? (
          <p>{config.allowedByProfile}</p>
        ) : (
          <CheckField field="allowHttp" label={config.allowHttp} describedBy={MESSAGE} />
        )}
      </div>
    </div>
  );
}

/** The answer to Test, as long as it is about what stands in the fields. */
function TestOutcome({ asked }: { asked: CaQuestion }) {
  const { config } = useTexts();
  const test = useBench(({ caTest }) => caTest);
  if (test.state === 'none' || !isSame(test.asked, asked)) return config.notTested;
  if (test.state === 'testing') return config.testing;
  if (test.state === 'failed') return <FailedCheck error={test.error} />;
  const { status, tls, elapsedMs } = test.report;
  if (status >= 500) return <StateWord kind="warning">{config.caTroubled(status)}</StateWord>;
  if (!tls) return <StateWord kind="warning">{config.caPlain(elapsedMs)}</StateWord>;
  return <StateWord kind="done">{config.caTrusted(elapsedMs, commonName(tls.issuer))}</StateWord>;
}

function isSame(one: CaQuestion, other: CaQuestion): boolean {
  return one.url === other.url && one.trust === other.trust;
}
