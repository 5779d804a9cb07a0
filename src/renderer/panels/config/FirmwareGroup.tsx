import { useApp, useForm, useTexts } from '../../app-context.ts';
import { MoreFields } from '../../fields/MoreFields.tsx';
import { ChosenFirmwareRows } from './ChosenFirmwareRows.tsx';
import { ChooseFirmwareRows } from './ChooseFirmwareRows.tsx';

/** What is flashed first, over the same connection; nothing if none is chosen. */
export function FirmwareGroup() {
  const { config } = useTexts();
  const { form } = useApp();
  const firmware = useForm(({ values }) => values.firmware);
  return (
    <section className="group folds-away" aria-labelledby="group-firmware">
      <MoreFields
        title={<h2 id="group-firmware">{config.firmware}</h2>}
        summary={firmware?.name ?? config.noFirmware}
        used={firmware !== null}
      >
        {firmware ? (
          <ChosenFirmwareRows firmware={firmware} />
        ) : (
          <ChooseFirmwareRows onChosen={(chosen) => form.change({ firmware: chosen })} />
        )}
      </MoreFields>
    </section>
  );
}
