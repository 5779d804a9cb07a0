import { X } from 'lucide-react';

import { CHIPS } from '../../../contract/chip.ts';
import type { ChosenFirmware } from '../../../contract/channels.ts';
import { useApp, useForm, useKnownChip, useLocked, useTexts } from '../../app-context.ts';
import { fieldId } from '../../fields/field-id.ts';
import { MoreFields } from '../../fields/MoreFields.tsx';
import { hex } from '../../form/hex.ts';
import { ICON } from '../../marks/icon.ts';
import { StateWord } from '../../marks/StateWord.tsx';

const MESSAGE = 'firmware-message';

/** The firmware that was chosen: its file, for which chips, and what goes where. */
export function ChosenFirmwareRows({ firmware }: { firmware: ChosenFirmware }) {
  const { form } = useApp();
  const texts = useTexts();
  const { config } = texts;
  const locked = useLocked();
  const forget = () => {
    form.change({ firmware: null });
    // The button that was pressed has gone; the one that chooses comes in its place.
    requestAnimationFrame(() => document.getElementById(fieldId('firmware'))?.focus());
  };
  return (
    <>
      <div className="row">
        <span className="label">{config.firmwareFile}</span>
        <div className="ctl">
          <span className="clip grow" title={firmware.sha256}>
            {firmware.name}
          </span>
          <button
            type="button"
            id={fieldId('firmware')}
            className="btn"
            aria-label={config.clearFirmware}
            aria-describedby={MESSAGE}
            disabled={locked}
            onClick={forget}
          >
            <X {...ICON} />
            {config.clear}
          </button>
        </div>
        <p className="msg" id={MESSAGE} role="status">
          <Fitness firmware={firmware} />
        </p>
      </div>
      <Parts firmware={firmware} />
    </>
  );
}

/** Whether it is for the chip that the run will meet, as far as that is known; a run without identity flashes none. */
function Fitness({ firmware: { builds } }: { firmware: ChosenFirmware }) {
  const { config } = useTexts();
  const included = useForm(({ values }) => values.includeCredentials);
  const known = useKnownChip();
  if (!included) return <StateWord kind="skipped">{config.firmwareLeftOut}</StateWord>;
  const titles = builds.map(({ chip }) => CHIPS[chip].title).join(', ');
  if (known === undefined) return config.firmwareFor(titles);
  if (builds.some(({ chip }) => chip === known)) {
    return <StateWord kind="done">{config.firmwareFits(CHIPS[known].title)}</StateWord>;
  }
  return (
    <StateWord kind="warning">{config.firmwareForOther(titles, CHIPS[known].title)}</StateWord>
  );
}

function Parts({ firmware: { builds } }: { firmware: ChosenFirmware }) {
  const texts = useTexts();
  const known = useKnownChip();
  const build = builds.find(({ chip }) => chip === known) ?? builds[0];
  if (!build) return null;
  const kibRoundedUp = (bytes: number) => texts.kib(Math.ceil(bytes / 1024) * 1024);
  const total = build.parts.reduce((sum, { size }) => sum + size, 0);
  return (
    <MoreFields
      title={texts.config.firmwareParts(build.parts.length)}
      summary={kibRoundedUp(total)}
      used={false}
    >
      <ul className="parts">
        {build.parts.map(({ name, offset, size }) => (
          <li key={offset}>
            <span className="grow">{name}</span>
            <span className="mono">{hex(offset)}</span>
            <span className="r">{kibRoundedUp(size)}</span>
          </li>
        ))}
      </ul>
    </MoreFields>
  );
}
