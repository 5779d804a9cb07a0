import { useState } from 'react';

import type { SavedPartition } from '../../../contract/nvs.ts';
import {
  useApp,
  useLost,
  useBoardBusy,
  usePortStatus,
  useRestores,
  useTexts,
} from '../../app-context.ts';
import { BusyButton } from '../../fields/BusyButton.tsx';
import { isUsable } from '../../form/port-status.ts';
import { macWithColons } from '../../history/mac-address.ts';
import { Mark } from '../../marks/Mark.tsx';
import { deviceQuery } from '../../nvs/read-nvs.ts';
import { keptKey } from '../../stores/restores-store.ts';
import { Dialog } from '../Dialog.tsx';

/** A write that never came to its end: the partition as it was is offered, one at a time, and nobody is hurried. */
export function RestoreBanner() {
  const { restores } = useApp();
  const { nvs } = useTexts();
  const outcome = useRestores((state) => state.outcome);
  const offered = useRestores(({ kept, left }) => kept.find((one) => !left.has(keptKey(one))));
  if (outcome.state === 'restored') {
    const macs = [...new Set(outcome.partitions.map(({ mac }) => macWithColons(mac)))].join(', ');
    return (
      <div className="banner bar-banner is-calm" role="status">
        <span className="is-pass">
          <Mark kind="done" size={24} />
        </span>
        <div className="grow">
          <b>{nvs.restore.restored(macs)}</b>
          <p>{nvs.restore.restoredText}</p>
        </div>
        <button type="button" className="btn" onClick={() => restores.dismiss()}>
          {nvs.restore.dismiss}
        </button>
      </div>
    );
  }
  return offered ? <Offer key={keptKey(offered)} partition={offered} /> : null;
}

function Offer({ partition }: { partition: SavedPartition }) {
  const app = useApp();
  const { restores, texts } = app;
  const { restore } = texts.nvs;
  const [asking, setAsking] = useState(false);
  const { mac, offset, size, savedAt } = partition;
  const lost = useLost() !== null;
  const usable = isUsable(usePortStatus());
  const busy = useBoardBusy();
  const restoring = useRestores((state) => state.restoring);
  return (
    <section className="banner bar-banner" aria-label={restore.label}>
      <span className="is-warn">
        <Mark kind="warning" size={24} />
      </span>
      <div className="grow">
        <b>{restore.title(macWithColons(mac))}</b>
        <p>{restore.text(texts.dayAndClock(savedAt), offset, size)}</p>
        <RestoreProblem />
      </div>
      <BusyButton
        label={restore.restore}
        busyLabel={restore.restoring}
        busy={restoring}
        disabled={lost || !usable || (busy && !restoring)}
        onClick={() => {
          app.nvs.close(); // what it shows will be another one
          void restores.restore(deviceQuery(app));
        }}
      />
      <button
        type="button"
        className="btn"
        disabled={restoring}
        onClick={() => restores.leave(partition)}
      >
        {restore.keep}
      </button>
      <button
        type="button"
        className="btn"
        disabled={restoring || lost}
        onClick={() => setAsking(true)}
      >
        {restore.drop}
      </button>
      {asking && <AskBeforeDropping partition={partition} onClose={() => setAsking(false)} />}
    </section>
  );
}

interface AskBeforeDroppingProps {
  partition: SavedPartition;
  onClose: () => void;
}

function AskBeforeDropping({ partition, onClose }: AskBeforeDroppingProps) {
  const { restores, texts } = useApp();
  const { ask } = texts.nvs.restore;
  return (
    <Dialog title={ask.title} onClose={onClose}>
      <p>{ask.text}</p>
      <div className="dialog-end">
        <button type="button" className="btn btn-op" autoFocus onClick={onClose}>
          {ask.keep}
        </button>
        <button type="button" className="btn btn-op" onClick={() => void restores.drop(partition)}>
          {ask.drop}
        </button>
      </div>
    </Dialog>
  );
}

function RestoreProblem() {
  const texts = useTexts();
  const outcome = useRestores((state) => state.outcome);
  if (outcome.state !== 'failed') return null;
  return (
    <p className="is-fail" role="alert">
      {texts.nvs.restore.failed}. {texts.errorSentence(outcome.error)}
    </p>
  );
}
