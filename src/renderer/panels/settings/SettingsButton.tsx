import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';

import { useTexts } from '../../app-context.ts';
import { ICON } from '../../marks/icon.ts';
import { SettingsDialog } from './SettingsDialog.tsx';

/** What is not of a run but of the person at the bench. */
export function SettingsButton() {
  const { settings } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="btn btn-bare btn-icon"
        aria-label={settings.title}
        onClick={() => setOpen(true)}
      >
        <SlidersHorizontal {...ICON} size={20} />
      </button>
      {open && <SettingsDialog onClose={() => setOpen(false)} />}
    </>
  );
}
