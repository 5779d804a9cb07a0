import { ChevronRight } from 'lucide-react';
import { memo, useState } from 'react';

import { useRun, useTexts } from '../app-context.ts';
import { CopyButton } from '../fields/CopyButton.tsx';
import { ICON } from '../marks/icon.ts';
import { lastLine, logText, type LogBlock } from '../stores/log-lines.ts';

/** What the device and the program said, folded until it is asked for. */
export function LogPanel() {
  const { log: texts } = useTexts();
  const log = useRun((snapshot) => snapshot.log);
  const [open, setOpen] = useState(false);
  return (
    <details
      className="fold"
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
        if (currentTarget.open) showWhole(currentTarget);
      }}
    >
      <summary aria-keyshortcuts="Control+L">
        <ChevronRight {...ICON} />
        <b>{texts.title}</b>
        <span className="quiet nowrap">{texts.lines(log.count)}</span>
        {!open && <span className="clip quiet mono grow">{lastLine(log)}</span>}
      </summary>
      {open && <LogText />}
    </details>
  );
}

/** What was asked for should not open below the edge of its panel. */
function showWhole(element: HTMLElement): void {
  requestAnimationFrame(() => element.scrollIntoView({ block: 'nearest' }));
}

function LogText() {
  const { log: texts } = useTexts();
  const log = useRun((snapshot) => snapshot.log);
  return (
    <>
      <div className="log from-end" tabIndex={0} role="region" aria-label={texts.text}>
        <div>
          {log.dropped > 0 && <p className="quiet">{texts.dropped(log.dropped)}</p>}
          {log.count === 0 && <p className="quiet">{texts.empty}</p>}
          {log.blocks.map((block) => (
            <Block key={block.first} block={block} />
          ))}
        </div>
      </div>
      <div className="log-end">
        <CopyButton name={texts.title} label={texts.copy} text={() => logText(log)} />
      </div>
    </>
  );
}

/** The browser skips the layout of blocks that are out of sight (content-visibility), so only new ones cost. */
const Block = memo(function Block({ block: { lines } }: { block: LogBlock }) {
  return <pre className="log-block">{lines.join('\n')}</pre>;
});
