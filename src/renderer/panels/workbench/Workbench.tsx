import { Fragment, type ReactNode } from 'react';

import { usePortStatus, useRun } from '../../app-context.ts';
import { ConfigPanel } from '../config/ConfigPanel.tsx';
import { FailPanel } from '../result/FailPanel.tsx';
import { PassPanel } from '../result/PassPanel.tsx';
import { NoPortPanel } from './NoPortPanel.tsx';
import { ReadyPanel } from './ReadyPanel.tsx';
import { RunningPanel } from './RunningPanel.tsx';
import { useNarrow } from './use-narrow.ts';

/** One place for a run from the form to the verdict. */
export function Workbench() {
  const run = useRun((snapshot) => snapshot.run);
  const port = usePortStatus();
  switch (run.phase) {
    case 'passed':
      return <PassPanel run={run} />;
    case 'failed':
      return <FailPanel run={run} />;
    case 'running':
      return (
        <Columns className="work busy" urgent>
          <RunningPanel run={run} />
        </Columns>
      );
    case 'idle':
      return port === 'none-found' || port === 'unplugged' ? (
        <Columns className="work" urgent>
          <NoPortPanel />
        </Columns>
      ) : (
        <Columns className="work">
          <ReadyPanel />
        </Columns>
      );
  }
}

interface ColumnsProps {
  className: string;
  /** In one column it comes before the form, for eyes and for Tab. */
  urgent?: boolean;
  children: ReactNode;
}

function Columns({ className, urgent = false, children }: ColumnsProps) {
  const narrow = useNarrow();
  const form = <ConfigPanel key="form" />;
  const area = <Fragment key="area">{children}</Fragment>;
  return <div className={className}>{urgent && narrow ? [area, form] : [form, area]}</div>;
}
