import { X } from 'lucide-react';
import { useId, useState } from 'react';

import type { CaCertificate } from '../../contract/channels.ts';
import { useApp, useForm, useLocked, useTexts } from '../app-context.ts';
import { commonName } from '../form/common-name.ts';
import { textFile } from '../form/text-file.ts';
import { ICON } from '../marks/icon.ts';
import { Mark } from '../marks/Mark.tsx';
import { fieldId } from './field-id.ts';
import { FileButton } from './FileButton.tsx';

/** Whose server is the CA's: what this computer trusts, or the certificates of one file and nobody else. */
export function CaCertificateField({ disabled }: { disabled: boolean }) {
  const { config } = useTexts();
  const certificate = useForm(({ values }) => values.caCertificate);
  const locked = useLocked();
  const { problem, choose, forget } = useCertificateFile();
  const message = useId();
  const label = useId();
  const off = locked || disabled;
  return (
    <div className="row">
      <span className="label" id={label}>
        {config.caCertificate}
      </span>
      <div className="ctl" role="group" aria-labelledby={label}>
        <span className="clip grow">
          {certificate ? config.caTrusts(commonName(certificate.subject)) : config.caTrustsComputer}
        </span>
        {certificate && (
          <button
            type="button"
            className="btn btn-bare btn-icon"
            aria-label={config.caForget}
            disabled={off}
            onClick={forget}
          >
            <X {...ICON} />
          </button>
        )}
        <FileButton
          id={fieldId('caCertificate')}
          accept=".pem,.crt,.cer"
          describedBy={message}
          disabled={off}
          onChoose={([file]) => void choose(file)}
        >
          {config.chooseFile}
        </FileButton>
      </div>
      <p className={problem === null ? 'msg' : 'msg is-fail'} id={message} role="status">
        {problem !== null && <Mark kind="failed" size={14} />}
        {problem ?? <Origin certificate={certificate} />}
      </p>
    </div>
  );
}

function Origin({ certificate }: { certificate: CaCertificate | null }) {
  const texts = useTexts();
  if (!certificate) return null;
  return texts.config.caTrustsUntil(certificate.name, texts.day(certificate.validTo));
}

function useCertificateFile() {
  const { form, host, texts } = useApp();
  const [problem, setProblem] = useState<string | null>(null);
  const choose = async (file?: File) => {
    const payload = await textFile(file);
    if (!payload) {
      setProblem(texts.config.fileProblem(texts.errorTitle('ca-file-invalid'), texts.fileTooLarge));
      return;
    }
    const reply = await host.invoke('prov:choose-ca-certificate', payload);
    if (!reply.ok) {
      const { code, detail } = reply.error;
      setProblem(texts.config.fileProblem(texts.errorTitle(code), detail));
    } else if (reply.value.status === 'chosen') {
      setProblem(null);
      form.change({ caCertificate: reply.value.certificate });
    }
  };
  const forget = () => {
    setProblem(null);
    form.change({ caCertificate: null });
    document.getElementById(fieldId('caCertificate'))?.focus(); // the button that was pressed has gone
  };
  return { problem, choose, forget };
}
