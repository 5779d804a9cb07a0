/**
 * Stands in for the module `electron`, as far as main uses it: main runs in this process, its window's page is the
 * preload without a browser. It is a model: start-up, the sandbox, fuses, asar, real dialogs and real navigation are
 * not in it. Each launch loads its own copy of this file.
 */
import { EventEmitter } from 'node:events';

import { runPreload, type RendererIpc } from './page-in-vm.ts';

/** What the test decides, and what main has done. */
export const desk = {
  switches: new Map<string, string>(),
  isSecondInstance: false,
  storageBackend: 'gnome_libsecret',
  hasKeystore: true,
  displays: [{ x: 0, y: 0, width: 1920, height: 1080 }],
  openPage: runPreload as (preload: string, ipc: RendererIpc, url: string) => unknown,
  answerMessageBox: (_options: Options): number | Promise<number> => 0,
  answerSaveDialog: (_options: Options): string | Promise<string> => '',
  answerOpenDialog: (_options: Options): string | Promise<string> => '',

  /** Called when the window is there, or will not come. */
  onSettled: () => undefined as unknown,

  /** What was done before Electron was ready. */
  early: [] as string[],
  schemes: [] as Options[],
  paths: new Map<string, string>(),
  messageBoxes: [] as Options[],
  errorBoxes: [] as string[],
  exitCode: undefined as number | undefined,
  hasQuit: false,
  menu: [] as Options[],
  sleepBlockers: new Set<number>(),
  sleepBlocked: [] as string[],
  windows: [] as BrowserWindow[],
};

// Whatever main hands to Electron; the tests look into it.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Options = Record<string, any>;

class DoubleEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** Emits an event that can be prevented; true if nobody did. */
export function offer(emitter: EventEmitter, name: string, ...args: unknown[]): boolean {
  const event = new DoubleEvent();
  emitter.emit(name, event, ...args);
  return !event.defaultPrevented;
}

const ready = Promise.withResolvers<undefined>();
let isReady = false;
let isQuitting = false;

/** What Electron does once main's file has been evaluated. */
export function becomeReady(): void {
  isReady = true;
  ready.resolve(undefined);
}

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  commandLine: { getSwitchValue: (name: string) => desk.switches.get(name) ?? '' },
  enableSandbox: () => void desk.early.push(isReady ? 'too late' : 'enableSandbox'),
  setPath: (name: string, path: string) => void desk.paths.set(name, path),
  requestSingleInstanceLock: () => !desk.isSecondInstance,
  whenReady: () => ready.promise,
  exit: (code: number) => {
    desk.exitCode = code;
    setImmediate(desk.onSettled);
  },
  quit: () => {
    if (desk.hasQuit) return;
    setImmediate(desk.onSettled);
    isQuitting = true;
    for (const window of [...desk.windows]) {
      window.close();
      if (window.isDestroyed()) continue;
      isQuitting = false;
      return;
    }
    if (!offer(app, 'will-quit')) return;
    desk.hasQuit = true;
    app.emit('quit');
  },
});

type ProtocolHandler = (request: {
  url: string;
  method: string;
  headers: Headers;
}) => Promise<Response>;
const protocolHandlers = new Map<string, ProtocolHandler>();

export const protocol = {
  registerSchemesAsPrivileged: (schemes: Options[]) => {
    desk.early.push(isReady ? 'too late' : 'registerSchemesAsPrivileged');
    desk.schemes.push(...schemes);
  },
  handle: (scheme: string, handler: ProtocolHandler) => void protocolHandlers.set(scheme, handler),
};

/** A request of the page, past what the session forbids. */
export async function request(url: string, method = 'GET'): Promise<Response> {
  const handler = protocolHandlers.get(url.slice(0, url.indexOf(':')));
  if (!handler) throw new Error(`nobody handles ${url}`);
  return await handler({ url, method, headers: new Headers() });
}

type AnyFunction = (...args: never[]) => unknown;

class Session extends EventEmitter {
  readonly handlers = new Map<string, AnyFunction>();
  isSpellCheckerEnabled = true;
  readonly webRequest = {
    onBeforeRequest: (listener: AnyFunction) => void this.handlers.set('before-request', listener),
  };
  setPermissionRequestHandler(handler: AnyFunction): void {
    this.handlers.set('permission-request', handler);
  }
  setPermissionCheckHandler(handler: AnyFunction): void {
    this.handlers.set('permission-check', handler);
  }
  setDevicePermissionHandler(handler: AnyFunction): void {
    this.handlers.set('device-permission', handler);
  }
  setSpellCheckerEnabled(isEnabled: boolean): void {
    this.isSpellCheckerEnabled = isEnabled;
  }
}
export const session = { defaultSession: new Session() };

export interface Frame {
  url: string;
  origin: string;
}
type IpcHandler = (
  event: { sender: WebContents; senderFrame: Frame | null },
  ...args: unknown[]
) => unknown;

export const ipcMain = {
  handlers: new Map<string, IpcHandler>(),
  handle: (channel: string, handler: IpcHandler) => {
    if (ipcMain.handlers.has(channel)) throw new Error(`a second handler for '${channel}'`);
    ipcMain.handlers.set(channel, handler);
  },
};

/** Calls a handler as that frame of that page; what it answers is copied, what it throws loses all but its message. */
export async function invokeAs(
  sender: WebContents,
  senderFrame: Frame | null,
  channel: string,
  ...args: unknown[]
): Promise<unknown> {
  const handler = ipcMain.handlers.get(channel);
  try {
    if (!handler) throw new Error(`No handler registered for '${channel}'`);
    return structuredClone(await handler({ sender, senderFrame }, ...structuredClone(args)));
  } catch (error) {
    throw new Error(`Error invoking remote method '${channel}': ${String(error)}`);
  }
}

export class WebContents extends EventEmitter {
  mainFrame: Frame = { url: '', origin: '' };
  windowOpenHandler: ((details: { url: string }) => { action: string }) | undefined;
  readonly keys: string[] = [];
  reloads = 0;
  readonly #listeners: ((channel: string, args: unknown[]) => void)[] = [];

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.windowOpenHandler = handler;
  }
  send(channel: string, ...args: unknown[]): void {
    const copies = structuredClone(args);
    for (const listener of this.#listeners) queueMicrotask(() => listener(channel, copies));
  }
  reload(): void {
    this.reloads += 1;
  }
  sendInputEvent({ type, keyCode, modifiers }: Options): void {
    this.keys.push(`${String(type)} ${[...(modifiers as string[]), keyCode].join('+')}`);
  }
  ipc(): RendererIpc {
    return {
      invoke: (channel, args) => invokeAs(this, this.mainFrame, channel, ...args),
      onMessage: (listener) => void this.#listeners.push(listener),
    };
  }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents();
  readonly options: Options;
  /** What `desk.openPage` returned. */
  page: unknown;
  isShown = false;
  isFocused = false;
  progress: number[] = [];
  #isMaximized = false;
  #isDestroyed = false;
  bounds: Record<string, number>;

  constructor(options: Options) {
    super();
    this.options = options;
    const { x = 10, y = 20, width, height } = options as Record<string, number>;
    this.bounds = { x, y, width: width ?? 800, height: height ?? 600 };
    desk.windows.push(this);
    app.emit('web-contents-created', new DoubleEvent(), this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    const { protocol: scheme, host } = new URL(url);
    this.webContents.mainFrame = { url, origin: `${scheme}//${host}` };
    await request(url);
    const preferences = this.options['webPreferences'] as { preload: string };
    this.page = await desk.openPage(preferences.preload, this.webContents.ipc(), url);
    this.emit('ready-to-show');
    setImmediate(desk.onSettled);
  }
  close(): void {
    if (this.#isDestroyed || !offer(this, 'close')) return;
    this.#isDestroyed = true;
    desk.windows.splice(desk.windows.indexOf(this), 1);
    this.emit('closed');
    if (desk.windows.length === 0 && !isQuitting) app.emit('window-all-closed');
  }
  show(): void {
    this.isShown = true;
  }
  focus(): void {
    this.isFocused = true;
  }
  restore(): void {
    this.isShown = true;
  }
  maximize(): void {
    this.#isMaximized = true;
  }
  isMinimized(): boolean {
    return !this.isShown;
  }
  isMaximized(): boolean {
    return this.#isMaximized;
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  getNormalBounds() {
    const { x, y, width, height } = this.bounds;
    return { x, y, width, height };
  }
  setProgressBar(fraction: number): void {
    this.progress.push(fraction);
  }
}

export const dialog = {
  showMessageBox: async (_window: BrowserWindow, options: Options) => {
    desk.messageBoxes.push(options);
    return { response: await desk.answerMessageBox(options) };
  },
  showSaveDialog: async (_window: BrowserWindow, options: Options) => {
    const filePath = await desk.answerSaveDialog(options);
    return { canceled: filePath === '', filePath };
  },
  showOpenDialog: async (_window: BrowserWindow, options: Options) => {
    const filePath = await desk.answerOpenDialog(options);
    return { canceled: filePath === '', filePaths: filePath === '' ? [] : [filePath] };
  },
  showErrorBox: (title: string, content: string) =>
    void desk.errorBoxes.push(`${title}\n${content}`),
};

export const Menu = {
  buildFromTemplate: (template: Options[]) => template,
  setApplicationMenu: (menu: Options[]) => void (desk.menu = menu),
};

export const nativeTheme = { shouldUseDarkColors: false };

export const powerSaveBlocker = {
  start: (kind: string) => {
    const id = desk.sleepBlocked.push(kind);
    desk.sleepBlockers.add(id);
    return id;
  },
  stop: (id: number) => void desk.sleepBlockers.delete(id),
};

/** A keystore that turns every byte over: what it wraps cannot be read without it. */
export const safeStorage = {
  getSelectedStorageBackend: () => (isReady ? desk.storageBackend : 'unknown'),
  isAsyncEncryptionAvailable: () => Promise.resolve(desk.hasKeystore),
  encryptStringAsync: (text: string) => Promise.resolve(turned(Buffer.from(text))),
  decryptStringAsync: (bytes: Buffer) =>
    Promise.resolve({ result: turned(bytes).toString(), shouldReEncrypt: false }),
};

function turned(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ 0xff));
}

export const screen = {
  getDisplayMatching: (_bounds: Options) => ({ workArea: desk.displays[0] }),
};
