import {
  FINDING_WORDS,
  type Finding,
  type FindingState,
} from '../../../contract/port-examination.ts';
import { CopyButton } from '../../fields/CopyButton.tsx';
import { useTexts } from '../../app-context.ts';
import { Mark, MARK_COLOUR, type MarkKind } from '../../marks/Mark.tsx';

const MARKS: Readonly<Record<FindingState, MarkKind>> = {
  ok: 'done',
  'to-do': 'warning',
  'not-found': 'failed',
  unknown: 'unknown',
};

/** What the port doctor has found, a row a check. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  return (
    <ol className="doctor">
      {findings.map((finding) => (
        <Row key={finding.check} finding={finding} />
      ))}
    </ol>
  );
}

function Row({ finding: { state, title, text, command } }: { finding: Finding }) {
  const { noPort } = useTexts();
  const kind = MARKS[state];
  return (
    <li>
      <span className={MARK_COLOUR[kind]}>
        <Mark kind={kind} size={24} />
      </span>
      <div>
        <h3>{title}</h3>
        <p>{text}</p>
        {command !== null && (
          <div className="cmd">
            <code>{command}</code>
            <CopyButton name={noPort.command} text={() => command} />
          </div>
        )}
      </div>
      <span className={`word ${MARK_COLOUR[kind]}`}>{FINDING_WORDS[state]}</span>
    </li>
  );
}
