import { RefreshCw } from 'lucide-react';

import { useApp, useForm, usePortStatus } from '../../app-context.ts';
import { fieldId } from '../../fields/field-id.ts';
import { ICON } from '../../marks/icon.ts';
import { MainButton } from '../MainButton.tsx';
import { Findings } from './Findings.tsx';
import { usePortDoctor } from './use-port-doctor.ts';

/** No port, or not the chosen one: what the port doctor knows of it, and what a hand can do. */
export function NoPortPanel() {
  const { bench, texts } = useApp();
  const { noPort, ready } = texts;
  const port = useForm(({ values }) => values.port);
  const unplugged = usePortStatus() === 'unplugged';
  const examined = unplugged ? port : null;
  const findings = usePortDoctor(examined);
  const checkAgain = async () => {
    await bench.lookForPorts();
    await bench.examinePorts(examined);
  };
  return (
    <main className="run" id="main" tabIndex={-1}>
      <div className="run-head">
        <h1>{unplugged ? noPort.unpluggedTitle : noPort.title}</h1>
        <p className="sub">{unplugged ? noPort.unpluggedText(port) : noPort.text}</p>
      </div>
      <div className="run-body" tabIndex={0} role="region" aria-label={noPort.checks}>
        <h2>{noPort.checked}</h2>
        {findings ? <Findings findings={findings} /> : <p className="muted">{noPort.checking}</p>}
        <h2>{noPort.noBoard}</h2>
        <button
          type="button"
          className="btn"
          onClick={() => document.getElementById(fieldId('port'))?.focus()}
        >
          {noPort.remote}
        </button>
      </div>
      <div className="act">
        <MainButton label={ready.provision} hint="" waiting={noPort.waiting} />
        <div className="end">
          <button type="button" className="btn btn-op" onClick={() => void checkAgain()}>
            <RefreshCw {...ICON} />
            {noPort.checkAgain}
          </button>
        </div>
      </div>
    </main>
  );
}
