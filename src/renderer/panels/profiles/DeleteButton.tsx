import { useState } from 'react';

import { useApp } from '../../app-context.ts';
import { Dialog } from '../Dialog.tsx';

interface DeleteButtonProps {
  name: string;
  onDeleted: (name: string) => void;
  onProblem: (sentence: string) => void;
}

/** Asks before a profile of this bench is deleted. */
export function DeleteButton({ name, onDeleted, onProblem }: DeleteButtonProps) {
  const { host, texts } = useApp();
  const { ask, delete: label } = texts.profiles;
  const [asking, setAsking] = useState(false);
  const remove = async () => {
    setAsking(false);
    const reply = await host.invoke('prov:delete-profile', { name });
    if (reply.ok) onDeleted(name);
    else onProblem(texts.errorSentence(reply.error));
  };
  return (
    <>
      <button type="button" className="btn" onClick={() => setAsking(true)}>
        {label}
      </button>
      {asking && (
        <Dialog title={ask.title(name)} onClose={() => setAsking(false)}>
          <p>{ask.text}</p>
          <div className="dialog-end">
            <button type="button" className="btn btn-op" autoFocus onClick={() => setAsking(false)}>
              {ask.keep}
            </button>
            <button type="button" className="btn btn-op" onClick={() => void remove()}>
              {ask.delete}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
