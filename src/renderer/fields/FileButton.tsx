import { useEffect, useRef, type ReactNode } from 'react';

import { useApp } from '../app-context.ts';

interface FileButtonProps {
  children: ReactNode;
  describedBy?: string;
  disabled?: boolean;
  id?: string;
  /** Ends of the names that are offered. */
  accept?: string;
  /** A whole folder instead of a file. */
  folder?: boolean;
  /** Without a file in the desktop app, which asks for it itself; in a browser the page has to. */
  onChoose: (files: readonly File[]) => void;
}

/** A button with which a person chooses a file. */
export function FileButton({ children, describedBy, folder = false, ...props }: FileButtonProps) {
  const { disabled, id, accept, onChoose } = props;
  const { inBrowser } = useApp().host;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (input.current) input.current.webkitdirectory = folder; // React has no property for it
  }, [folder]);
  return (
    <>
      <button
        type="button"
        className="btn"
        id={id}
        aria-describedby={describedBy}
        disabled={disabled}
        onClick={() => {
          if (inBrowser) input.current?.click();
          else onChoose([]);
        }}
      >
        {children}
      </button>
      {inBrowser && (
        <input
          ref={input}
          type="file"
          hidden // the button beside it opens it
          accept={accept}
          onChange={({ target }) => {
            const files = [...(target.files ?? [])];
            target.value = ''; // the same one can be chosen again once it is mended
            if (files.length > 0) onChoose(files);
          }}
        />
      )}
    </>
  );
}
