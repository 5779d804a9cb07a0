import { useTexts } from '../../app-context.ts';
import { Fold } from '../Fold.tsx';

/** What else can be tried once the numbered acts were of no help; nothing where there is nothing else. */
export function StillFails({ fallback }: { fallback: readonly string[] }) {
  const { fail } = useTexts();
  const [first] = fallback;
  if (first === undefined) return null;
  return (
    <Fold title={fail.stillFails} summary={first}>
      <ul className="fold-text">
        {fallback.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Fold>
  );
}
