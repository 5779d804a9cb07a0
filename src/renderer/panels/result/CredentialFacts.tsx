import { Eye, EyeOff } from 'lucide-react';
import { useEffect, useState, type FocusEvent } from 'react';

import type { Provisioned } from '../../../contract/run.ts';
import { useTexts } from '../../app-context.ts';
import { CopyButton } from '../../fields/CopyButton.tsx';
import { ICON } from '../../marks/icon.ts';
import { certificateFingerprint } from './certificate-fingerprint.ts';
import { Fact } from './DeviceFacts.tsx';
import { useRevealedPsk } from './use-revealed-psk.ts';

/** The identity that the device has now. The PSK is dots until it is asked for. */
export function CredentialFacts({ result }: { result: Provisioned }) {
  const { pass } = useTexts();
  const { uuid, certificate, recordId } = result;
  if (recordId === null || uuid === null) {
    return (
      <section aria-labelledby="credentials-title">
        <h2 id="credentials-title">{pass.credentials}</h2>
        <dl className="facts-list wide">
          <Fact name={pass.uuid}>{pass.unchangedNoRecord}</Fact>
        </dl>
      </section>
    );
  }
  return <RecordedCredentials recordId={recordId} uuid={uuid} certificate={certificate} />;
}

interface RecordedCredentialsProps {
  recordId: string;
  uuid: string;
  certificate: string | null;
}

function RecordedCredentials({ recordId, uuid, certificate }: RecordedCredentialsProps) {
  const { pass } = useTexts();
  const psk = useRevealedPsk(recordId);
  const hideOnLeaving = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (!currentTarget.contains(relatedTarget)) psk.hide();
  };
  return (
    <section aria-labelledby="credentials-title" onBlur={hideOnLeaving}>
      <h2 id="credentials-title">{pass.credentials}</h2>
      <dl className="facts-list wide">
        <Fact
          name={pass.uuid}
          mono
          end={<CopyButton name={pass.uuid} text={() => uuid} keys="Control+Shift+C" />}
        >
          {uuid}
        </Fact>
        <PskFact psk={psk} />
        <CertificateFact certificate={certificate} />
        <Fact name={pass.privateKey}>{pass.noPrivateKey}</Fact>
      </dl>
    </section>
  );
}

const DOTS = '•'.repeat(12); // a fixed number, so that they tell nothing

function PskFact({ psk }: { psk: ReturnType<typeof useRevealedPsk> }) {
  const texts = useTexts();
  const { pass, config } = texts;
  const shown = psk.value !== null;
  return (
    <div>
      <dt>
        {pass.psk}
        {shown && <small>{pass.hidesIn(psk.secondsLeft)}</small>}
      </dt>
      {shown ? (
        <dd className="mono whole">{psk.value}</dd>
      ) : (
        <dd>
          <span className="mono">{DOTS}</span>{' '}
          <span className="quiet">{psk.error ?? pass.pskHidden}</span>
        </dd>
      )}
      <dd className="end">
        <button
          type="button"
          className="btn btn-bare btn-icon"
          aria-label={shown ? config.hide(pass.psk) : config.show(pass.psk)}
          aria-keyshortcuts={shown ? 'Escape' : undefined}
          onClick={() => {
            if (shown) psk.hide();
            else void psk.show();
          }}
        >
          {shown ? <EyeOff {...ICON} /> : <Eye {...ICON} />}
        </button>
        <CopyButton name={pass.psk} text={psk.fetch} />
      </dd>
    </div>
  );
}

function CertificateFact({ certificate }: Pick<Provisioned, 'certificate'>) {
  const texts = useTexts();
  const { pass } = texts;
  const fingerprint = useFingerprint(certificate);
  if (certificate === null) return <Fact name={pass.certificate}>{pass.notRegistered}</Fact>;
  return (
    <Fact
      name={pass.certificate}
      mono
      end={<CopyButton name={pass.certificate} text={() => certificate} />}
    >
      <span title={fingerprint?.join(':')}>
        {fingerprint ? pass.certificateFingerprint(fingerprint) : texts.unknown}
      </span>
    </Fact>
  );
}

function useFingerprint(certificate: string | null): readonly string[] | undefined {
  const [fingerprint, setFingerprint] = useState<readonly string[]>();
  useEffect(() => {
    let current = true;
    if (certificate !== null) {
      void certificateFingerprint(certificate).then((bytes) => {
        if (current) setFingerprint(bytes);
      });
    }
    return () => {
      current = false;
    };
  }, [certificate]);
  return fingerprint;
}
