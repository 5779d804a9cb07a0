import { useEffectEvent, useLayoutEffect } from 'react';

import { useApp, type App } from '../app-context.ts';
import { startRun } from '../start-run.ts';
import { afterCharacter, isScanned, NO_BURST } from './scanner.ts';
import { controlFor, hasOwnKeys, isField, keysOf, press } from './shortcuts.ts';

const GUARD_MS = 600; // so that one press does not end one run and begin the next

/**
 * The keys of the whole window. A control says by `aria-keyshortcuts` which keys press it. What a scanner reads never
 * presses the main button: it goes to `onScan`.
 */
export function useKeyboard(onScan: (text: string) => void): void {
  const app = useApp();
  const scan = useEffectEvent(onScan);
  // Before the browser paints: whoever sees the page may press its keys.
  useLayoutEffect(() => {
    const onKeyDown = keyDownHandler(app, (text) => scan(text));
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [app]);
}

function keyDownHandler(app: App, onScan: (text: string) => void) {
  let burst = NO_BURST;
  return (event: KeyboardEvent): void => {
    const { key, timeStamp, target } = event;
    const scanned = key === 'Enter' && isScanned(burst, timeStamp) ? burst.text : undefined;
    burst = isCharacter(event) ? afterCharacter(burst, key, timeStamp) : NO_BURST;
    if (document.querySelector('dialog[open]')) return;

    if (isField(target)) {
      if (key === 'Enter') return; // the field is checked
    } else if (scanned !== undefined) {
      refuse(event);
      onScan(scanned);
      return;
    } else if (pressesMainButton(event) && (event.repeat || isTooEarly(app, timeStamp))) {
      refuse(event);
      return;
    }
    answer(app, event);
  };
}

function answer(app: App, event: KeyboardEvent): void {
  const keys = keysOf(event);
  if (keys === 'Enter' && hasOwnKeys(event.target)) return;
  const control = controlFor(keys);
  const { lost } = app.bench.getState();
  if (control || (keys === 'F5' && lost === null)) event.preventDefault(); // a reload would forget the password
  if (!control) return;
  if (control.matches(':disabled') && keys === 'Enter')
    startRun(app); // it goes to what is wrong
  else press(control);
}

function isCharacter({ key, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
  return key.length === 1 && !ctrlKey && !altKey && !metaKey;
}

/** Enter does from anywhere, Space on the button itself; on anything else Space may follow a verdict at once. */
function pressesMainButton({ key, target }: KeyboardEvent): boolean {
  const onButton = target instanceof Element && target.matches('[aria-keyshortcuts~="Enter"]');
  return key === 'Enter' || (key === ' ' && onButton);
}

function isTooEarly({ run }: App, at: number): boolean {
  const state = run.getState().run;
  return (state.phase === 'passed' || state.phase === 'failed') && at - state.endedAt < GUARD_MS;
}

function refuse(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}
