import { Lock } from 'lucide-react';
import { memo, useEffect } from 'react';

import { useApp, useLost, useLocked, useNvsBusy, useTexts } from '../../app-context.ts';
import { goToField } from '../../fields/go-to-field.ts';
import { ICON } from '../../marks/icon.ts';
import { useNarrow } from '../workbench/use-narrow.ts';
import { CaGroup } from './CaGroup.tsx';
import { CredentialsGroup } from './CredentialsGroup.tsx';
import { DeviceGroup } from './DeviceGroup.tsx';
import { FirmwareGroup } from './FirmwareGroup.tsx';
import { NvsGroup } from './NvsGroup.tsx';
import { ProfileGroup } from './ProfileGroup.tsx';
import { WifiGroup } from './WifiGroup.tsx';

/** What a run is told. It stays in its place while a run is in progress, locked. */
export const ConfigPanel = memo(function ConfigPanel() {
  const { config } = useTexts();
  const locked = useLocked();
  const lost = useLost();
  const nvsBusy = useNvsBusy();
  const narrow = useNarrow();
  useReturnToLastField();
  return (
    <form
      className="config"
      aria-label={config.title}
      tabIndex={locked ? 0 : undefined} // so that the keyboard can scroll it
      inert={locked && narrow} // there the page scrolls, and nothing in it takes the focus
      onSubmit={(event) => event.preventDefault()}
    >
      {locked && (
        <p className="locked">
          <Lock {...ICON} />
          {lost === null ? (nvsBusy ? config.lockedNvs : config.locked) : config.lockedLost[lost]}
        </p>
      )}
      <ProfileGroup />
      <DeviceGroup />
      <FirmwareGroup />
      <NvsGroup />
      <CaGroup />
      <CredentialsGroup />
      <WifiGroup />
    </form>
  );
});

/** From a verdict, Edit configuration leads back to where a person was. */
function useReturnToLastField(): void {
  const { form, run } = useApp();
  useEffect(() => {
    const { lastField } = form.getState();
    const state = run.getState().run;
    if (lastField === null || state.phase !== 'idle' || state.endedRunId === null) return;
    goToField(lastField);
  }, [form, run]);
}
