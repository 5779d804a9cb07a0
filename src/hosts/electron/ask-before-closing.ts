import { dialog, type BrowserWindow } from 'electron';

import { DEVICE_STATES } from '../../contract/run.ts';
import type { RunWatch } from '../run-watch.ts';

const STAY = 0;
const CLOSE = 1;

/** While a run goes on or NVS is written, closing the window is a question. It ends with the program. */
export function askBeforeClosing(window: BrowserWindow, watch: RunWatch): void {
  let isAsking = false;
  let isDecided = false;
  const ask = async (question: Question) => {
    isAsking = true;
    const { response } = await dialog.showMessageBox(window, {
      ...question,
      type: 'warning',
      title: 'ESP32 Provisioner',
      defaultId: STAY,
      cancelId: STAY,
      noLink: true,
    });
    isAsking = false;
    if (response !== CLOSE) return;
    isDecided = true;
    window.close();
  };
  window.on('close', (event) => {
    const question = questionAbout(watch);
    if (isDecided || !question) return;
    event.preventDefault();
    if (!isAsking) void ask(question);
  });
}

interface Question {
  message: string;
  detail: string;
  /** In the order of STAY and CLOSE. */
  buttons: [string, string];
}

function questionAbout({ runs: [run], isWritingNvs }: RunWatch): Question | undefined {
  if (run) {
    const state = DEVICE_STATES[run.deviceState];
    const detail = `${state} To close the window is to stop this run.`;
    const buttons: Question['buttons'] = ['Keep running', 'Cancel and close'];
    return { message: 'A device is being provisioned', detail, buttons };
  }
  if (!isWritingNvs) return undefined;
  const detail =
    'To close the window now may leave it half written. What was there before is kept, and offered for restore at the next start.';
  return { message: 'NVS is being written', detail, buttons: ['Keep writing', 'Close anyway'] };
}
