import { useState } from 'react';

import { useApp } from '../../app-context.ts';
import { Dialog } from '../Dialog.tsx';
import { takeFile } from '../take-file.ts';

const FORMATS = ['json', 'csv', 'txt'] as const;
type Format = (typeof FORMATS)[number];

/** In which form the credentials leave the program; where to, the program asks itself. */
export function SaveDialog({ recordId, onClose }: { recordId: string; onClose: () => void }) {
  const { host, texts } = useApp();
  const { save } = texts;
  const [format, setFormat] = useState<Format>('json');
  const [outcome, setOutcome] = useState<string>();
  const write = async () => {
    const said = takeFile(
      await host.invoke('prov:save-credentials', { id: recordId, format }),
      texts,
    );
    if (said === null) onClose();
    else setOutcome(said);
  };
  return (
    <Dialog title={save.title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void write();
        }}
      >
        <p>{save.text}</p>
        <fieldset className="choices">
          <legend className="vh">{save.format}</legend>
          {FORMATS.map((name) => (
            <label key={name} className="choice">
              <input
                type="radio"
                name="format"
                value={name}
                checked={name === format}
                onChange={() => setFormat(name)}
              />
              <b>{save.formats[name].name}</b>
              <span className="muted">{save.formats[name].text}</span>
            </label>
          ))}
        </fieldset>
        <p className="msg" role="status">
          {outcome}
        </p>
        <div className="dialog-end">
          <button type="button" className="btn btn-op" onClick={onClose}>
            {outcome === undefined ? save.cancel : texts.close}
          </button>
          <button type="submit" className="btn btn-main h48">
            {save.save}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
