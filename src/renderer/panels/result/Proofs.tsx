import type { Proof, ProofId, Provisioned } from '../../../contract/run.ts';
import { useTexts } from '../../app-context.ts';
import { Mark, MARK_COLOUR } from '../../marks/Mark.tsx';

/** The three that stand for the whole, then those on which they rest. */
const ORDER: readonly ProofId[] = [
  'readBack',
  'certificate',
  'wifi',
  'record',
  'image',
  'boot',
  'firmware',
];

/** What was proved, with the number that proves it. What was switched off is skipped, never passed. */
export function Proofs({ proofs }: Pick<Provisioned, 'proofs'>) {
  const { pass } = useTexts();
  return (
    <section aria-labelledby="proofs-title">
      <h2 id="proofs-title" className="vh">
        {pass.proofs}
      </h2>
      <ul className="proofs">
        {ORDER.map((id) => {
          const proof = proofs[id];
          return proof && <ProofCell key={id} id={id} proof={proof} />;
        })}
      </ul>
    </section>
  );
}

const MARKS = { passed: 'done', unconfirmed: 'warning', skipped: 'skipped' } as const;

function ProofCell({ id, proof: { status, detail } }: { id: ProofId; proof: Proof }) {
  const texts = useTexts();
  const mark = MARKS[status];
  return (
    <li>
      <span className={MARK_COLOUR[mark]}>
        <Mark kind={mark} size={20} />
      </span>
      <div>
        <b>{texts.proofs[id]}</b>{' '}
        <span>
          {status === 'skipped' && `${texts.pass.skipped}: `}
          {status === 'unconfirmed' && `${texts.pass.notConfirmed}: `}
          {texts.onScreen(detail)}
        </span>
      </div>
    </li>
  );
}
