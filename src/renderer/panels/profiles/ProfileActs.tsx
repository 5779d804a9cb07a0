import type { Profile } from '../../../contract/profile.ts';
import { useApp, useLost } from '../../app-context.ts';
import type { Texts } from '../../texts/en.ts';
import { takeFile } from '../take-file.ts';
import { DeleteButton } from './DeleteButton.tsx';
import type { ProfileKind } from './profile-kind.ts';

interface ProfileActsProps {
  /** As it is kept. */
  profile: Profile;
  kind: ProfileKind;
  changed: boolean;
  /** How many fields are wrong. */
  problems: number;
  onDuplicate: () => void;
  onDiscard: () => void;
  onDeleted: (name: string) => void;
  onProblem: (sentence: string) => void;
  onNews: (sentence: string) => void;
}

/** What can be done with a profile; the form around it saves. */
export function ProfileActs({ profile, kind, changed, problems, ...on }: ProfileActsProps) {
  const { host, texts } = useApp();
  const { profiles: words } = texts;
  const lost = useLost() !== null;
  const exportIt = async () => {
    const reply = await host.invoke('prov:export-profile', { name: profile.name });
    const sentence = takeFile(reply, texts) ?? '';
    if (reply.ok) on.onNews(sentence);
    else on.onProblem(sentence);
  };
  return (
    <div className="profile-acts">
      {kind !== 'built-in' && (
        <button
          type="submit"
          className="btn btn-main h48"
          disabled={lost || !changed || problems > 0}
          aria-describedby="profile-hint"
        >
          {words.save}
        </button>
      )}
      <p id="profile-hint" className="grow muted">
        {hintOf({ kind, changed, problems }, words)}
      </p>
      {kind !== 'built-in' && changed && (
        <button type="button" className="btn" onClick={on.onDiscard}>
          {words.discard}
        </button>
      )}
      <button type="button" className="btn" disabled={problems > 0} onClick={on.onDuplicate}>
        {words.duplicate}
      </button>
      {kind !== 'new' && (
        <button type="button" className="btn" disabled={lost} onClick={() => void exportIt()}>
          {words.export}
        </button>
      )}
      {kind === 'own' && <DeleteButton name={profile.name} {...on} />}
    </div>
  );
}

function hintOf(
  { kind, changed, problems }: Pick<ProfileActsProps, 'kind' | 'changed' | 'problems'>,
  words: Texts['profiles'],
): string {
  if (kind === 'built-in') return words.readOnly;
  if (problems > 0) return words.problems(problems);
  return changed ? words.unsaved : words.nothingToSave;
}
