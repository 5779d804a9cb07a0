import type { DetectedDevice } from '../../../contract/channels.ts';
import type { ErrorCode } from '../../../contract/errors.ts';
import { useBench, useTexts } from '../../app-context.ts';
import { Mark } from '../../marks/Mark.tsx';
import { macWithColons } from '../../history/mac-address.ts';

/** Facts read from the board, in cells like the front of an instrument. Unknown is an en dash. */
export function BoardReadout() {
  const texts = useTexts();
  const { readout } = texts;
  const detection = useBench((state) => state.detection);
  const device = detection.state === 'known' ? detection.device : undefined;
  const reading = detection.state === 'reading';
  return (
    <>
      <dl className="readout" aria-label={readout.title}>
        <Cell caption={readout.chip} reading={reading}>
          {device && texts.onScreen(device.description)}
        </Cell>
        <Cell caption={readout.mac} reading={reading} mono>
          {device && macWithColons(device.mac)}
        </Cell>
        <Cell caption={readout.flash} reading={reading}>
          {device && texts.megabytes(device.flashSize)}
        </Cell>
        <Cell caption={readout.lastProvisioned} reading={reading}>
          {device && (device.record ? texts.day(device.record.updatedAt) : readout.never)}
        </Cell>
      </dl>
      <p className="vh" role="status">
        {reading && readout.reading}
        {device && readout.found(texts.onScreen(device.description), macWithColons(device.mac))}
      </p>
      {device && <Obstacles device={device} />}
    </>
  );
}

interface CellProps {
  caption: string;
  reading: boolean;
  mono?: boolean;
  children: string | undefined;
}

function Cell({ caption, reading, mono = false, children }: CellProps) {
  const { unknown } = useTexts();
  return (
    <div>
      <dt>{caption}</dt>
      <dd className={mono ? 'mono' : undefined}>
        <span className="clip" title={children}>
          {children ?? unknown}
        </span>
        {reading && <Mark kind="running" size={14} />}
      </dd>
    </div>
  );
}

/** The facts of a board that stop a run. */
function Obstacles({ device }: { device: DetectedDevice }) {
  const { record, secureDownload, flashEncryption } = device;
  return (
    <>
      {record?.isOfOtherChip && <Obstacle code="mac-duplicate" />}
      {secureDownload && <Obstacle code="secure-download" />}
      {flashEncryption && <Obstacle code="flash-encrypted" />}
    </>
  );
}

function Obstacle({ code }: { code: ErrorCode }) {
  const texts = useTexts();
  return (
    <div className="banner">
      <span className="is-warn">
        <Mark kind="warning" size={20} />
      </span>
      <div>
        <b>{texts.errorTitle(code)}</b>
        <p>{texts.errorHint(code)}</p>
      </div>
    </div>
  );
}
