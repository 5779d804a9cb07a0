import { Copy } from 'lucide-react';
import { useLayoutEffect, useState } from 'react';

import { useTexts } from '../app-context.ts';
import { ICON } from '../marks/icon.ts';
import { Mark } from '../marks/Mark.tsx';

interface CopyButtonProps {
  /** What is copied, for its accessible name. */
  name: string;
  /** Fetched when it is asked for, so that a secret need not be on the screen. */
  text: () => string | Promise<string | undefined>;
  label?: string;
  className?: string;
  keys?: string;
}

const COPIED_FOR_MS = 2_000;

/** Copies a value, and says for two seconds whether it did. */
export function CopyButton({ name, text, label, className = 'btn', keys }: CopyButtonProps) {
  const texts = useTexts();
  const [outcome, setOutcome] = useState<'none' | 'copied' | 'failed'>('none');
  useLayoutEffect(() => {
    if (outcome === 'none') return undefined;
    const timer = setTimeout(() => setOutcome('none'), COPIED_FOR_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => setOutcome(await copyToClipboard(text));

  return (
    <>
      <button
        type="button"
        className={className}
        aria-label={label ?? texts.copyOf(name)}
        aria-keyshortcuts={keys}
        title={outcome === 'failed' ? texts.copyFailed : undefined}
        onClick={() => void copy()}
      >
        <span className="swap">
          <span data-shown={outcome !== 'copied'}>
            {outcome === 'failed' ? <Mark kind="failed" /> : <Copy {...ICON} />}
            {label ?? texts.copy}
          </span>
          <span data-shown={outcome === 'copied'}>
            <span className="is-pass">
              <Mark kind="done" />
            </span>
            {texts.copied}
          </span>
        </span>
      </button>
      <span className="vh" role="status">
        {outcome === 'copied' && texts.copied}
        {outcome === 'failed' && texts.copyFailed}
      </span>
    </>
  );
}

async function copyToClipboard(text: CopyButtonProps['text']): Promise<'copied' | 'failed'> {
  try {
    const copied = await text();
    if (copied === undefined) return 'failed';
    await navigator.clipboard.writeText(copied);
    return 'copied';
  } catch {
    return 'failed'; // the window has lost the focus, or the page is not allowed to
  }
}
