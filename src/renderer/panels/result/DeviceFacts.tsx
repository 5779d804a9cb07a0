import type { ReactNode } from 'react';

import { CHIPS } from '../../../contract/chip.ts';
import type { Provisioned } from '../../../contract/run.ts';
import { useTexts } from '../../app-context.ts';
import { macWithColons } from '../../history/mac-address.ts';
import { StateWord } from '../../marks/StateWord.tsx';

/** One line of a list of facts; what can be pressed stands at its end. */
export function Fact({ name, mono, end, children }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={mono ? 'mono' : undefined}>{children}</dd>
      {end !== undefined && <dd className="end">{end}</dd>}
    </div>
  );
}

interface FactProps {
  name: string;
  mono?: boolean;
  end?: ReactNode;
  children: ReactNode;
}

/** The board in hand. */
export function DeviceFacts({ result }: { result: Provisioned }) {
  const texts = useTexts();
  const { pass } = texts;
  return (
    <section aria-labelledby="device-title">
      <h2 id="device-title">{pass.device}</h2>
      <dl className="facts-list">
        <Fact name={pass.mac} mono>
          {macWithColons(result.mac)}
        </Fact>
        <Fact name={pass.chip}>{CHIPS[result.chip].title}</Fact>
        <Fact name={pass.flash}>
          {result.flashSize === null ? pass.notRead : texts.megabytes(result.flashSize)}
        </Fact>
        {result.firmware && (
          <Fact name={pass.firmware}>
            <span title={result.firmware.sha256}>{result.firmware.name}</span>
          </Fact>
        )}
        <Fact name={pass.nvs}>
          {result.nvs ? texts.nvsRegion(result.nvs.offset, result.nvs.size) : pass.unchanged}
        </Fact>
      </dl>
    </section>
  );
}

function WifiStatus({ status }: Pick<Provisioned['wifi'], 'status'>) {
  const { pass } = useTexts();
  switch (status) {
    case 'connected':
      return <StateWord kind="done">{pass.connected}</StateWord>;
    case 'accepted':
      return <StateWord kind="warning">{pass.accepted}</StateWord>;
    case 'unconfirmed':
      return <StateWord kind="warning">{pass.written}</StateWord>;
    case 'skipped':
      return <StateWord kind="skipped">{pass.skipped}</StateWord>;
  }
}

/** The network that the board has joined. */
export function WifiFacts({ wifi: { ssid, status, ip } }: Pick<Provisioned, 'wifi'>) {
  const texts = useTexts();
  const { pass } = texts;
  return (
    <section aria-labelledby="wifi-title">
      <h2 id="wifi-title">{pass.wifi}</h2>
      <dl className="facts-list">
        <Fact name={pass.ssid}>{ssid ?? texts.unknown}</Fact>
        <Fact name={pass.status}>
          <WifiStatus status={status} />
        </Fact>
        <Fact name={pass.ip}>{ip ?? texts.unknown}</Fact>
      </dl>
    </section>
  );
}
