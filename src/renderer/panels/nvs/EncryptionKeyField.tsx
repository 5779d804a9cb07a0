import { useId, useState } from 'react';

import { useApp } from '../../app-context.ts';
import { readNvs } from '../../nvs/read-nvs.ts';

const KEY = /^(?:[0-9a-f]{64}){1,2}$/i;

/** A partition that cannot be read may be encrypted: its key goes to the program once, and is not kept in this window. */
export function EncryptionKeyField() {
  const app = useApp();
  const { nvs } = app.texts;
  const id = useId();
  const [key, setKey] = useState('');
  const [wrong, setWrong] = useState(false);
  const read = () => {
    setWrong(!KEY.test(key));
    if (KEY.test(key)) void readNvs(app, { encryptionKey: key });
  };
  return (
    <div className="nvs-key">
      <label htmlFor={id}>{nvs.encryptionKey}</label>
      <div className="ctl">
        <span className="in">
          <input
            id={id}
            type="password"
            value={key}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={`${id}-hint`}
            aria-invalid={wrong || undefined}
            onChange={({ target }) => setKey(target.value)}
          />
        </span>
        <button type="button" className="btn" onClick={read}>
          {nvs.readAgain}
        </button>
      </div>
      <p className={wrong ? 'msg is-fail' : 'msg'} id={`${id}-hint`}>
        {wrong ? nvs.encryptionKeyInvalid : nvs.encryptionKeyHint}
      </p>
    </div>
  );
}
