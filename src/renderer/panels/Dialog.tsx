import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';

interface DialogProps {
  title: string;
  /** Also called when Esc closes it. */
  onClose: () => void;
  children: ReactNode;
}

/** A question before the window: the browser's own dialog keeps the focus in it and gives it back. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // It must be closed while it is still in the page: one that was taken away gives the focus back to nobody.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // It gives the focus to its first control. React's autoFocus is too early to say otherwise: the dialog is closed then.
    const first = element?.querySelector<HTMLInputElement>('input[data-first]');
    first?.focus();
    first?.select();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault(); // React takes it away; closing it twice would lose the focus
        onClose();
      }}
    >
      <h2 id={titleId}>{title}</h2>
      {children}
    </dialog>
  );
}
