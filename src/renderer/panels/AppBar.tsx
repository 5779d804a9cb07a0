import { Cpu } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';

import type { Verdict } from '../../contract/verdict.ts';
import { useBoardBusy, useForm, usePortStatus, useRun, useTexts } from '../app-context.ts';
import type { PortStatus } from '../form/port-status.ts';
import { ICON } from '../marks/icon.ts';
import { Mark, MARK_COLOUR, type MarkKind } from '../marks/Mark.tsx';
import { StateWord } from '../marks/StateWord.tsx';
import { VERDICT_MARKS } from '../marks/verdict-mark.ts';
import { verdictOf } from '../progress/verdict-of.ts';
import type { RunState } from '../stores/run-state.ts';
import { SettingsButton } from './settings/SettingsButton.tsx';

export type View = 'workbench' | 'history' | 'nvs' | 'profiles';

interface AppBarProps {
  view: View;
  onView: (view: View) => void;
}

/** Where one is, and which profile and port are at work. */
export function AppBar({ view, onView }: AppBarProps) {
  const { app } = useTexts();
  const profile = useForm(({ values }) => values.profile);
  return (
    <header className="bar">
      <div className="brand">
        <Cpu {...ICON} size={20} />
        <span>{app.name}</span>
      </div>
      <nav className="tabs" aria-label={app.views} onKeyDown={moveFocus}>
        <WorkbenchTab view={view} onView={onView} />
        <Tab view="history" keys="Control+3" current={view} onView={onView} />
        <Tab view="nvs" keys="Control+4" current={view} onView={onView} />
        <Tab view="profiles" keys="Control+5" current={view} onView={onView} />
      </nav>
      <dl className="status">
        <div>
          <dt>{app.profile}</dt>
          <dd>{profile}</dd>
        </div>
        <div>
          <dt>{app.port}</dt>
          <dd>
            <PortState />
          </dd>
        </div>
      </dl>
      <SettingsButton />
    </header>
  );
}

/** From another view it says what becomes of the run, and while that goes on Esc leads to its Cancel. */
function WorkbenchTab({ view, onView }: AppBarProps) {
  const away = view !== 'workbench';
  const running = useRun(({ run }) => run.phase === 'running');
  return (
    <Tab
      view="workbench"
      keys={away && running ? 'Control+1 Escape' : 'Control+1'}
      current={view}
      onView={onView}
    >
      {away && <RunMark />}
    </Tab>
  );
}

function RunMark() {
  const { stepStates, verdicts } = useTexts();
  const state = useRun(({ run }) => stateOf(run));
  if (state === undefined) return null;
  const kind = state === 'running' ? 'running' : VERDICT_MARKS[state];
  return (
    <>
      <span className="vh"> {state === 'running' ? stepStates.running : verdicts[state]}</span>
      <span className={MARK_COLOUR[kind]}>
        <Mark kind={kind} size={14} />
      </span>
    </>
  );
}

function stateOf(run: RunState): Verdict | 'running' | undefined {
  if (run.phase === 'idle') return undefined;
  return run.phase === 'running' ? 'running' : verdictOf(run);
}

interface TabProps {
  view: View;
  /** That choose it, as `aria-keyshortcuts` lists them. */
  keys: string;
  current: View;
  onView: (view: View) => void;
  /** After its name. */
  children?: ReactNode;
}

function Tab({ view, keys, current, onView, children }: TabProps) {
  const { app } = useTexts();
  return (
    <button
      type="button"
      aria-current={view === current ? 'page' : undefined}
      aria-keyshortcuts={keys}
      onClick={() => onView(view)}
    >
      {app[view]}
      {children}
    </button>
  );
}

/** Arrow keys go from tab to tab. */
function moveFocus({ key, currentTarget, target }: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (step === undefined) return;
  const tabs = [...currentTarget.querySelectorAll('button')];
  tabs[tabs.findIndex((tab) => tab === target) + step]?.focus();
}

function PortState() {
  const { portStates } = useTexts();
  const port = useForm(({ values }) => values.port);
  const status = usePortStatus();
  const inUse = useBoardBusy();
  return (
    <>
      <span className="clip" title={port}>
        {withoutMiddle(port)}
      </span>
      {inUse ? (
        <StateWord kind="running">{portStates['in-use']}</StateWord>
      ) : (
        <StateWord kind={MARKS[status]}>{portStates[status]}</StateWord>
      )}
    </>
  );
}

const MARKS: Readonly<Record<PortStatus, MarkKind>> = {
  looking: 'waiting',
  ready: 'ready',
  remote: 'ready',
  typed: 'unknown',
  'none-found': 'failed',
  'none-chosen': 'waiting',
  unplugged: 'failed',
};

const LONGEST_NAME = 32;

/** A long port name loses its middle, never its end, which tells one board from another. */
function withoutMiddle(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  const half = Math.floor((LONGEST_NAME - 1) / 2);
  return `${name.slice(0, half)}…${name.slice(-half)}`;
}
