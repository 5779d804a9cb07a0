import type { Profile } from '../../../contract/profile.ts';
import { useApp, useTexts } from '../../app-context.ts';
import { draftOf, readDraft, type ProfileDraft } from '../../profiles/profile-draft.ts';
import { NAME_FIELD, PROFILE_SECTIONS, type ProfilePath } from '../../profiles/profile-fields.ts';
import { ProfileActs } from './ProfileActs.tsx';
import type { ProfileKind } from './profile-kind.ts';
import { ProfileFieldRow } from './ProfileFieldRow.tsx';

interface ProfileEditorProps {
  profile: Profile;
  kind: ProfileKind;
  /** What was typed and not saved. */
  draft: ProfileDraft | undefined;
  onDraft: (draft: ProfileDraft) => void;
  /** Of what is typed, saved or not. */
  onDuplicate: (profile: Profile) => void;
  /** Forgets it; a copy that was never saved goes. */
  onDiscard: () => void;
  onSaved: (name: string) => void;
  onDeleted: (name: string) => void;
  onProblem: (sentence: string) => void;
  onNews: (sentence: string) => void;
}

/** A profile field by field. Each is checked by the schema of the contract as it is typed. */
export function ProfileEditor({ profile, kind, draft: typed, ...on }: ProfileEditorProps) {
  const { host, texts } = useApp();
  const draft = typed ?? draftOf(profile);
  const read = readDraft(draft, profile);
  const problems = 'problems' in read ? read.problems : [];
  const save = async () => {
    if (!('profile' in read)) return;
    const reply = await host.invoke('prov:save-profile', {
      profile: read.profile,
      replace: kind === 'own',
    });
    if (reply.ok) on.onSaved(reply.value.name);
    else on.onProblem(texts.errorSentence(reply.error));
  };
  const changed = kind === 'new' || !isSame(draft, draftOf(profile));
  return (
    <form
      className="profile-form"
      aria-label={texts.profiles.form(profile.name)}
      onSubmit={(event) => {
        event.preventDefault();
        if (kind !== 'built-in' && changed) void save();
      }}
    >
      <Fields
        draft={draft}
        kind={kind}
        problemAt={(path) => problems.find((one) => one.path === path)?.message}
        onChange={(path, value) => on.onDraft({ ...draft, [path]: value })}
      />
      <ProfileActs
        profile={profile}
        kind={kind}
        changed={changed}
        problems={problems.length}
        onDuplicate={() => on.onDuplicate('profile' in read ? read.profile : profile)}
        onDiscard={on.onDiscard}
        onDeleted={on.onDeleted}
        onProblem={on.onProblem}
        onNews={on.onNews}
      />
    </form>
  );
}

function isSame(one: ProfileDraft, other: ProfileDraft): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

interface FieldsProps {
  draft: ProfileDraft;
  kind: ProfileKind;
  problemAt: (path: ProfilePath) => string | undefined;
  onChange: (path: ProfilePath, value: string | boolean) => void;
}

/** The name of a profile that is kept is its file: a copy gets another one. */
function Fields({ draft, kind, problemAt, onChange }: FieldsProps) {
  const { profiles: words } = useTexts();
  const row = (field: typeof NAME_FIELD, disabled: boolean) => (
    <ProfileFieldRow
      key={field.path}
      field={field}
      value={draft[field.path]}
      problem={problemAt(field.path)}
      disabled={disabled}
      autoFocus={field === NAME_FIELD && kind === 'new'}
      onChange={(value) => onChange(field.path, value)}
    />
  );
  return (
    <div className="profile-fields" tabIndex={0} role="region" aria-label={words.title}>
      <section className="group">{row(NAME_FIELD, kind !== 'new')}</section>
      {PROFILE_SECTIONS.map(([section, fields]) => (
        <section key={section} className="group" aria-labelledby={`section-${section}`}>
          <h2 id={`section-${section}`}>{words.sections[section]}</h2>
          {fields.map((field) => row(field, kind === 'built-in'))}
        </section>
      ))}
    </div>
  );
}
