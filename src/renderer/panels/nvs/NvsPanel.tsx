import { useNvs, useTexts } from '../../app-context.ts';
import type { NvsState } from '../../stores/nvs-state.ts';
import { FailedRead } from './FailedRead.tsx';
import { NvsActions } from './NvsActions.tsx';
import { NvsHead } from './NvsHead.tsx';
import { OpenNvs } from './OpenNvs.tsx';

/** What is stored on the board, what a person wants it to be, and the writing of the difference. */
export function NvsPanel() {
  const state = useNvs((known) => known);
  return (
    <main className="page" id="main" tabIndex={-1}>
      <NvsHead state={state} />
      <Contents state={state} />
      <NvsActions state={state} />
    </main>
  );
}

/** The table, or why there is none. */
function Contents({ state }: { state: NvsState }) {
  const { nvs } = useTexts();
  switch (state.phase) {
    case 'open':
      return <OpenNvs state={state} />;
    case 'failed':
      return <FailedRead state={state} />;
    case 'empty':
      return <Nothing>{nvs.intro}</Nothing>;
    case 'reading':
      return <Nothing>{nvs.readingText}</Nothing>;
    case 'choosing':
      return <Nothing>{nvs.chooseText(state.partitions)}</Nothing>;
  }
}

function Nothing({ children }: { children: string }) {
  return (
    <div className="nothing">
      <p className="muted">{children}</p>
    </div>
  );
}
