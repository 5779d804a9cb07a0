import { useState } from 'react';

import type { StepId } from '../../../contract/run.ts';
import { useApp, useLost, useTexts } from '../../app-context.ts';
import { planKind } from '../../progress/run-plan.ts';
import { Dialog } from '../Dialog.tsx';
import type { Running } from '../../stores/run-state.ts';
import type { Texts } from '../../texts/en.ts';

type Consequence = keyof Texts['running']['cancelNow'];

/** What cancelling now would mean, and Cancel: never in the place of the main button. */
export function CancelBar({ run }: { run: Running }) {
  const app = useApp();
  const { running } = useTexts();
  const lost = useLost() !== null;
  const [asking, setAsking] = useState(false);
  const consequence = consequenceOf(run);
  const asks = ASKS.has(consequence);
  const { title, text } = running.cancelNow[consequence];
  const cancel = () => {
    setAsking(false);
    void app.run.cancel();
  };
  return (
    <div className="act">
      <div className="grow">
        <b>{title}</b>
        <p>{text}</p>
      </div>
      <div className="end">
        <button
          type="button"
          className="btn btn-op"
          aria-disabled={run.cancelling || lost}
          aria-keyshortcuts="Escape"
          onClick={() => {
            if (run.cancelling || lost) return;
            if (asks) setAsking(true);
            else cancel();
          }}
        >
          {run.cancelling ? running.cancelling : <CancelLabel asks={asks} />}
        </button>
      </div>
      {asking && asks && !run.cancelling && (
        <Dialog title={running.ask.title} onClose={() => setAsking(false)}>
          <p>
            {title} {text}
          </p>
          <div className="dialog-end">
            <button type="button" className="btn btn-op" autoFocus onClick={() => setAsking(false)}>
              {running.ask.keep}
            </button>
            <button type="button" className="btn btn-op" onClick={cancel}>
              {running.ask.cancel}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

function CancelLabel({ asks }: { asks: boolean }) {
  const { keys, running } = useTexts();
  return (
    <>
      {asks ? running.cancelAsks : running.cancel} <kbd className="opt">{keys.escape}</kbd>
    </>
  );
}

/** What stays behind if the run ends in this step. */
function consequenceOf({ current, plan }: Running): Consequence {
  if (current === null) return 'untouched';
  const kind = planKind(plan);
  if (kind === 'credentials') return CONSEQUENCES[current];
  return kind === 'partition' && WRITING.has(current) ? 'merging' : 'wifiOnly';
}

/** Those that leave something half done. */
const ASKS: ReadonlySet<Consequence> = new Set(['firmware', 'writing', 'verifying', 'merging']);

const WRITING: ReadonlySet<StepId> = new Set(['flash-nvs', 'verify-nvs']);

const CONSEQUENCES: Readonly<Record<StepId, Consequence>> = {
  connect: 'untouched',
  'read-mac': 'untouched',
  inspect: 'untouched',
  'flash-firmware': 'firmware',
  'make-identity': 'untouched',
  'save-record': 'recorded',
  register: 'recorded',
  'build-nvs': 'recorded',
  'flash-nvs': 'writing',
  'verify-nvs': 'verifying',
  boot: 'starting',
  'configure-wifi': 'starting',
  finish: 'starting',
};
