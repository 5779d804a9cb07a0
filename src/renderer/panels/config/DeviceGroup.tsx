import { RefreshCw } from 'lucide-react';

import { ChipName, CHIPS } from '../../../contract/chip.ts';
import {
  useApp,
  useBench,
  useForm,
  useLocked,
  useObstacle,
  usePortStatus,
  useProfile,
  useTexts,
} from '../../app-context.ts';
import { BusyButton } from '../../fields/BusyButton.tsx';
import { fieldId } from '../../fields/field-id.ts';
import { Message } from '../../fields/Message.tsx';
import { PortField } from '../../fields/PortField.tsx';
import { SelectField } from '../../fields/SelectField.tsx';
import { useField } from '../../fields/use-field.ts';
import { isUsable } from '../../form/port-status.ts';
import { handOverEnter } from '../../keyboard/hand-over-enter.ts';
import { ICON } from '../../marks/icon.ts';
import { Mark } from '../../marks/Mark.tsx';
import { FailedCheck } from './FailedCheck.tsx';

const MESSAGE = 'port-message';
const BAUD_RATES = [921_600, 460_800, 230_400, 115_200];

/** The board: where it is, what it is, how fast it is spoken to. */
export function DeviceGroup() {
  const { config } = useTexts();
  return (
    <section className="group" aria-labelledby="group-device">
      <div className="group-head">
        <h2 id="group-device">{config.device}</h2>
      </div>
      <PortRow />
      <div className="row">
        <ChipAndBaud />
      </div>
    </section>
  );
}

function PortRow() {
  const { bench, form } = useApp();
  const { config } = useTexts();
  const looking = useBench((state) => state.looking);
  const reading = useBench(({ detection }) => detection.state === 'reading');
  const port = useForm(({ values }) => values.port);
  const status = usePortStatus();
  const locked = useLocked();
  const obstacle = useObstacle();
  const { before } = useProfile().serial;
  return (
    <div className="row">
      <label htmlFor={fieldId('port')}>{config.port}</label>
      <div className="ctl">
        <PortField describedBy={MESSAGE} />
        <button
          type="button"
          className="btn btn-icon"
          aria-label={config.lookAgain}
          aria-keyshortcuts="F5"
          disabled={locked}
          onClick={() => void bench.lookForPorts()}
        >
          {looking ? <Mark kind="running" /> : <RefreshCw {...ICON} />}
        </button>
        <BusyButton
          label={config.detect}
          busyLabel={config.detecting}
          busy={reading}
          disabled={locked || !isUsable(status) || (obstacle !== undefined && !reading)}
          onClick={(event) => {
            form.leave('port');
            void handOverEnter(event, async () => {
              await bench.detect(port, before);
              return bench.getState().detection.state === 'known';
            });
          }}
        />
      </div>
      <Message id={MESSAGE} fields={['port']} live>
        <DetectOutcome />
      </Message>
    </div>
  );
}

function ChipAndBaud() {
  const { form } = useApp();
  const { config } = useTexts();
  const chip = useForm(({ values }) => values.chip);
  const baud = useForm(({ values }) => values.baud);
  const usual = useProfile().serial.baud;
  const detected = useBench(({ detection }) =>
    detection.state === 'known' ? detection.device.chip : undefined,
  );
  const chipControl = useField('chip');
  const baudControl = useField('baud');
  const rates = [...new Set([usual, ...BAUD_RATES])].toSorted((a, b) => b - a);
  return (
    <>
      <label htmlFor={chipControl.id}>{config.chip}</label>
      <div className="ctl">
        <SelectField
          {...chipControl}
          value={chip}
          onChange={({ target }) => form.change({ chip: chipNamed(target.value) })}
        >
          <option value="auto">
            {detected ? config.chipDetected(CHIPS[detected].title) : config.chipAuto}
          </option>
          {ChipName.options.map((name) => (
            <option key={name} value={name}>
              {CHIPS[name].title}
            </option>
          ))}
        </SelectField>
        <label htmlFor={baudControl.id}>{config.baud}</label>
        <SelectField
          {...baudControl}
          narrow
          value={baud ?? usual}
          onChange={({ target }) => {
            const rate = Number(target.value);
            form.change({ baud: rate === usual ? null : rate });
          }}
        >
          {rates.map((rate) => (
            <option key={rate} value={rate}>
              {rate}
            </option>
          ))}
        </SelectField>
      </div>
    </>
  );
}

function chipNamed(text: string): ChipName | 'auto' {
  const chip = ChipName.safeParse(text);
  return chip.success ? chip.data : 'auto';
}

/** Why the board could not be read; what was read stands in the readout. */
function DetectOutcome() {
  const { config } = useTexts();
  const detection = useBench((state) => state.detection);
  if (detection.state === 'reading') return config.detecting;
  return detection.state === 'failed' && <FailedCheck error={detection.error} />;
}
