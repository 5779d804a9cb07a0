import { useId } from 'react';

import { useApp, useForm, useTexts } from '../../app-context.ts';
import { playVerdict } from '../../sounds/play-verdict.ts';
import { Dialog } from '../Dialog.tsx';

/** Changed at once, and remembered; there is nothing to save. */
export function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { settings } = useTexts();
  const { form } = useApp();
  const sounds = useForm(({ values }) => values.sounds);
  return (
    <Dialog title={settings.title} onClose={onClose}>
      <div className="stack">
        <label className="check">
          <input
            type="checkbox"
            checked={sounds}
            onChange={({ target }) => form.change({ sounds: target.checked })}
          />
          {settings.sounds}
        </label>
        <Volume disabled={!sounds} />
      </div>
      <div className="dialog-end">
        <button type="button" className="btn btn-op" onClick={onClose}>
          {settings.close}
        </button>
      </div>
    </Dialog>
  );
}

const PERCENT = 100;

function Volume({ disabled }: { disabled: boolean }) {
  const { settings } = useTexts();
  const { form } = useApp();
  const volume = useForm(({ values }) => values.volume);
  const id = useId();
  return (
    <>
      <div className="row">
        <label htmlFor={id}>{settings.volume}</label>
        <input
          id={id}
          type="range"
          min={0}
          max={PERCENT}
          step={5}
          value={Math.round(volume * PERCENT)}
          disabled={disabled}
          onChange={({ target }) => form.change({ volume: Number(target.value) / PERCENT })}
        />
      </div>
      <div className="row">
        <span />
        <div className="ctl">
          {(['passed', 'failed'] as const).map((verdict) => (
            <button
              key={verdict}
              type="button"
              className="btn"
              disabled={disabled}
              onClick={() => playVerdict(verdict, volume)}
            >
              {settings.hear[verdict]}
            </button>
          ))}
        </div>
      </div>
    </>
  );
}
