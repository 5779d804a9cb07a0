import { dialog, type BrowserWindow } from 'electron';

/** A page whose process has died leaves an empty window. It is opened again when a person says so; what runs goes on. */
export function reopenBrokenPage(window: BrowserWindow): void {
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const question = dialog.showMessageBox(window, {
      type: 'error',
      message: 'The window has broken',
      detail: 'A run goes on without it, and what it has done is in the records.',
      buttons: ['Open it again'],
    });
    void question.then(() => window.webContents.reload());
  });
}
