import { useId, useState } from 'react';

import type { ChosenFirmware } from '../../../contract/channels.ts';
import { FlashNumber } from '../../../contract/fields.ts';
import { useApp, useForm, useLocked, useTexts } from '../../app-context.ts';
import { BusyButton } from '../../fields/BusyButton.tsx';
import { fieldId } from '../../fields/field-id.ts';
import { FileButton } from '../../fields/FileButton.tsx';
import { chooseFirmware } from '../../form/choose-firmware.ts';
import { firmwareFolder } from '../../form/firmware-folder.ts';
import { Mark } from '../../marks/Mark.tsx';

const MESSAGE = 'firmware-message';

/** No firmware, and the ways to choose one: the desktop app asks for a file, in a browser the page does. */
export function ChooseFirmwareRows({ onChosen }: { onChosen: (firmware: ChosenFirmware) => void }) {
  const { config } = useTexts();
  const off = useOff();
  const label = useId();
  const { address, typeAddress, busy, problem, ...ways } = useFirmwareChoice(onChosen);
  return (
    <>
      <div className="row">
        <span className="label" id={label}>
          {config.firmwareFile}
        </span>
        <div className="ctl wraps" role="group" aria-labelledby={label}>
          <Buttons busy={busy} disabled={off} {...ways} />
        </div>
      </div>
      <div className="row">
        <label htmlFor="firmware-address">{config.firmwareAddress}</label>
        <div className="ctl">
          <span className="in">
            <input
              id="firmware-address"
              type="text"
              className="mono hex"
              value={address}
              placeholder="0x0"
              disabled={off || busy}
              aria-describedby={MESSAGE}
              spellCheck={false}
              autoComplete="off"
              onChange={({ target }) => typeAddress(target.value)}
            />
          </span>
        </div>
        <p className={problem === null ? 'msg' : 'msg is-fail'} id={MESSAGE} role="status">
          {problem !== null && <Mark kind="failed" size={14} />}
          {problem ?? (busy ? config.readingFirmware : config.firmwareHint)}
        </p>
      </div>
    </>
  );
}

interface ButtonsProps {
  busy: boolean;
  disabled: boolean;
  choose: (files?: ReadonlyMap<string, File>) => Promise<void>;
  chooseFolder: (files: readonly File[]) => Promise<void>;
}

function Buttons({ busy, disabled, choose, chooseFolder }: ButtonsProps) {
  const { host } = useApp();
  const { config } = useTexts();
  if (!host.inBrowser) {
    return (
      <BusyButton
        id={fieldId('firmware')}
        label={config.chooseFirmware}
        busyLabel={config.readingFirmware}
        busy={busy}
        disabled={disabled}
        onClick={() => void choose()}
      />
    );
  }
  const button = { describedBy: MESSAGE, disabled: disabled || busy };
  return (
    <>
      <FileButton
        {...button}
        id={fieldId('firmware')}
        accept=".bin"
        onChoose={([file]) => {
          if (file) void choose(new Map([[file.name, file]]));
        }}
      >
        {config.chooseBin}
      </FileButton>
      <FileButton {...button} folder onChoose={(files) => void chooseFolder(files)}>
        {config.chooseFolder}
      </FileButton>
    </>
  );
}

/** A run without an identity flashes none. */
function useOff(): boolean {
  const locked = useLocked();
  const included = useForm(({ values }) => values.includeCredentials);
  return locked || !included;
}

function useFirmwareChoice(onChosen: (firmware: ChosenFirmware) => void) {
  const { host, texts } = useApp();
  const [address, setAddress] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const take = async (files?: ReadonlyMap<string, File>, at?: number) => {
    setProblem(null);
    setBusy(true);
    const reply = await chooseFirmware(host, { address: at, ...(files && { files }) });
    setBusy(false);
    if (!reply.ok) {
      const { code, detail } = reply.error;
      setProblem(texts.config.fileProblem(texts.errorTitle(code), detail));
    } else if (reply.value) {
      onChosen(reply.value);
      // The button that was pressed has gone; Clear comes in its place.
      requestAnimationFrame(() => document.getElementById(fieldId('firmware'))?.focus());
    }
  };
  const choose = async (files?: ReadonlyMap<string, File>) => {
    const at = FlashNumber.optional().safeParse(address === '' ? undefined : address);
    if (at.success) await take(files, at.data);
    else setProblem(texts.config.addressInvalid);
  };
  const chooseFolder = async (files: readonly File[]) => {
    const folder = await firmwareFolder(files);
    if (folder) await take(folder);
    else setProblem(texts.config.folderWithoutList);
  };
  return { address, typeAddress: setAddress, busy, problem, choose, chooseFolder };
}
