import { useEffect, useState } from 'react';

import {
  AppContext,
  useApp,
  useLost,
  useNvsWritten,
  useRun,
  useTexts,
  type App as AppState,
} from './app-context.ts';
import { NO_FILTERS } from './history/search-records.ts';
import { useKeyboard } from './keyboard/use-keyboard.ts';
import { Announcer } from './panels/Announcer.tsx';
import { AppBar, type View } from './panels/AppBar.tsx';
import { HistoryPanel } from './panels/history/HistoryPanel.tsx';
import { NvsPanel } from './panels/nvs/NvsPanel.tsx';
import { RestoreBanner } from './panels/nvs/RestoreBanner.tsx';
import { ProfilesPanel } from './panels/profiles/ProfilesPanel.tsx';
import { Workbench } from './panels/workbench/Workbench.tsx';
import { Mark } from './marks/Mark.tsx';
import { NO_PROFILE_WORK } from './profiles/profile-work.ts';
import { verdictOf } from './progress/verdict-of.ts';
import type { RunState } from './stores/run-state.ts';
import type { Texts } from './texts/en.ts';

export function App({ app }: { app: AppState }) {
  return (
    <AppContext value={app}>
      <Window />
    </AppContext>
  );
}

function Window() {
  const texts = useTexts();
  const [view, setView] = useState<View>('workbench');
  const [filters, setFilters] = useState(NO_FILTERS);
  const [profileWork, setProfileWork] = useState(NO_PROFILE_WORK);
  useKeyboard((scanned) => {
    if (view === 'history') setFilters({ ...filters, query: scanned });
  });
  useWindowTitle(view);
  useNewScreensFromTheTop(view);
  useQuestionBeforeClosing();
  return (
    <>
      <div>
        <a className="skip" href="#main">
          {texts.app.skip}
        </a>
        <AppBar view={view} onView={setView} />
        <LostBanner />
        <RestoreBanner />
        <Announcer />
      </div>
      {view === 'workbench' && <Workbench />}
      {view === 'history' && <HistoryPanel filters={filters} onFilters={setFilters} />}
      {view === 'nvs' && <NvsPanel />}
      {view === 'profiles' && <ProfilesPanel work={profileWork} onWork={setProfileWork} />}
    </>
  );
}

function LostBanner() {
  const texts = useTexts();
  const why = useLost();
  if (why === null) return null;
  const { title, text, reload } = texts.lost[why];
  return (
    <div className="banner lost" role="alert">
      <span className="is-warn">
        <Mark kind="warning" size={24} />
      </span>
      <div className="grow">
        <b>{title}</b>
        <p>{text}</p>
      </div>
      <button type="button" className="btn btn-op" onClick={() => window.location.reload()}>
        {reload}
      </button>
    </div>
  );
}

function useWindowTitle(view: View): void {
  const texts = useTexts();
  const situation = useRun(({ run }) => situationOf(run, texts));
  const title = texts.app.windowTitle(situation ?? texts.app[view]);
  useEffect(() => {
    document.title = title;
  }, [title]);
}

function situationOf(run: RunState, { running, steps, verdicts }: Texts): string | undefined {
  switch (run.phase) {
    case 'idle':
      return undefined;
    case 'running':
      return run.current ? running.situation(steps[run.current].doing, run.overall) : undefined;
    case 'passed':
    case 'failed':
      return verdicts[verdictOf(run)];
  }
}

/** In a narrow window the page itself scrolls; a new screen begins at its top. */
function useNewScreensFromTheTop(view: View): void {
  const phase = useRun(({ run }) => run.phase);
  useEffect(() => {
    if (phase !== 'idle') window.scrollTo({ top: 0 });
  }, [view, phase]);
}

/** Nobody watches a run, or what is written to NVS, once the page is closed; in the desktop app the window itself asks. */
function useQuestionBeforeClosing(): void {
  const { host } = useApp();
  const running = useRun(({ run }) => run.phase === 'running');
  const atWork = useNvsWritten() || running;
  useEffect(() => {
    if (!atWork || !host.inBrowser) return undefined;
    const ask = (event: Event) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [atWork, host]);
}
