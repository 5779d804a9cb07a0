import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';

import { requests, type RequestChannel } from '../../contract/channels.ts';
import type { Dispatch } from '../dispatch.ts';
import { isOurs } from './app-protocol.ts';

export interface IpcOptions {
  /** The window's page: nobody else is answered. */
  page: WebContents;
  dispatch: Dispatch;
  /** Somebody asked who may not. */
  onRefused: (text: string) => void;
}

/** Puts every request channel of the contract behind one door: who asks, how much, then `dispatch`, which checks what. */
export function serveIpc({ page, dispatch, onRefused }: IpcOptions): void {
  for (const channel of Object.keys(requests) as RequestChannel[]) {
    ipcMain.handle(channel, (event, ...payload: unknown[]) => {
      const refusal = refusalOf(event, payload, page);
      if (refusal === undefined) return dispatch(channel, payload[0]);
      onRefused(`${channel} was refused: ${refusal}.`);
      throw new Error('refused');
    });
  }
}

function refusalOf(
  { sender, senderFrame }: IpcMainInvokeEvent,
  payload: readonly unknown[],
  page: WebContents,
): string | undefined {
  if (sender !== page) return 'another window asked';
  if (senderFrame !== page.mainFrame) return 'a frame in the page asked';
  if (!isOurs(senderFrame.url)) return `a page at ${senderFrame.origin} asked`;
  return payload.length === 1 ? undefined : 'it carried more or less than one payload';
}
