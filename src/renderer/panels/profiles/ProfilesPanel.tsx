import { useState, type Dispatch, type ReactNode, type SetStateAction } from 'react';

import { BUILT_IN_PROFILES, type Profile } from '../../../contract/profile.ts';
import { useApp, useBench, useForm, useTexts } from '../../app-context.ts';
import { Mark } from '../../marks/Mark.tsx';
import {
  withDraft,
  withoutCopy,
  withoutDraft,
  type ProfileWork,
} from '../../profiles/profile-work.ts';
import { ImportButton } from './ImportButton.tsx';
import { ProfileEditor } from './ProfileEditor.tsx';

/** At work once the one that was is deleted. */
const SPEC = 'spec';

interface ProfilesPanelProps {
  work: ProfileWork;
  onWork: Dispatch<SetStateAction<ProfileWork>>;
}

/** The profiles of this bench: shown, copied, changed, brought in and taken along. */
export function ProfilesPanel({ work, onWork }: ProfilesPanelProps) {
  const { bench, form, texts } = useApp();
  const { profiles: words } = texts;
  const profiles = useBench((state) => state.profiles);
  const atWork = useForm(({ values }) => values.profile);
  const { chosen, copy, drafts } = work;
  const { news, say, complain } = useNews();
  const shown = copy ?? profiles.find(({ name }) => name === (chosen ?? atWork)) ?? profiles[0];
  const open = (name: string) => {
    onWork((before) => ({ ...withoutCopy(before), chosen: name }));
    say('');
  };
  const show = async (name: string, sentence: string) => {
    await bench.loadProfiles();
    open(name);
    say(sentence);
  };
  const settle = async (name: string, sentence: string) => {
    await show(name, sentence);
    onWork((before) => withoutDraft(before, name));
  };
  const afterDeleted = (name: string) => {
    if (name === atWork) form.change({ profile: SPEC });
    onWork((before) => withoutDraft(before, name));
    void show(name === atWork ? SPEC : atWork, words.deleted(name));
  };
  return (
    <main className="page profiles-page" id="main" tabIndex={-1}>
      <PageHead>
        <ImportButton
          onImported={(name) => void settle(name, words.imported(name))}
          onProblem={complain}
        />
      </PageHead>
      <NewsLine {...news} />
      {shown && (
        <div className="profiles">
          <ProfileList profiles={profiles} copy={copy} shown={shown.name} onShow={open} />
          <ProfileEditor
            key={shown.name}
            profile={shown}
            draft={drafts[shown.name]}
            onDraft={(draft) => onWork((before) => withDraft(before, shown.name, draft))}
            kind={copy ? 'new' : shown.name in BUILT_IN_PROFILES ? 'built-in' : 'own'}
            onDuplicate={(profile) => {
              onWork({ ...work, copy: copyOf(profile, profiles, words.copyName) });
              say('');
            }}
            onDiscard={() => onWork((before) => withoutCopy(withoutDraft(before, shown.name)))}
            onSaved={(name) => void settle(name, words.saved(name))}
            onDeleted={afterDeleted}
            onProblem={complain}
            onNews={say}
          />
        </div>
      )}
    </main>
  );
}

function PageHead({ children }: { children: ReactNode }) {
  const { profiles: words } = useTexts();
  return (
    <div className="page-head">
      <div className="grow">
        <h1>{words.title}</h1>
        <p className="sub">{words.intro}</p>
      </div>
      {children}
    </div>
  );
}

interface News {
  text: string;
  failed: boolean;
}

function useNews() {
  const [news, setNews] = useState<News>({ text: '', failed: false });
  return {
    news,
    say: (text: string) => setNews({ text, failed: false }),
    complain: (text: string) => setNews({ text, failed: true }),
  };
}

/** What became of the last act. */
function NewsLine({ text, failed }: News) {
  return (
    <p className={failed ? 'profile-news is-fail' : 'profile-news'} role="status">
      {failed && <Mark kind="failed" size={14} />}
      {text}
    </p>
  );
}

/** With a name that nobody has yet. */
function copyOf(
  profile: Profile,
  profiles: readonly Profile[],
  copyName: (name: string) => string,
): Profile {
  let name = copyName(profile.name);
  while (profiles.some((known) => known.name === name)) name = copyName(name);
  return { ...profile, name };
}

interface ProfileListProps {
  profiles: readonly Profile[];
  /** Not saved yet. */
  copy: Profile | null;
  shown: string;
  onShow: (name: string) => void;
}

function ProfileList({ profiles, copy, shown, onShow }: ProfileListProps) {
  const { profiles: words } = useTexts();
  return (
    <nav className="profile-list" aria-label={words.list}>
      {profiles.map(({ name }) => (
        <button
          key={name}
          type="button"
          aria-current={name === shown || undefined}
          onClick={() => onShow(name)}
        >
          <span className="clip">{name}</span>
          <span className="quiet">{name in BUILT_IN_PROFILES ? words.builtIn : words.own}</span>
        </button>
      ))}
      {copy && (
        <button type="button" aria-current>
          <span className="clip">{copy.name}</span>
          <span className="quiet">{words.newCopy}</span>
        </button>
      )}
    </nav>
  );
}
