import { readFileSync } from 'node:fs';
import { types } from 'node:util';
import { createContext, Script } from 'node:vm';

/** What a preload reaches of the main process. Everything that passes is a structured clone, as in Electron. */
export interface RendererIpc {
  invoke: (channel: string, args: unknown[]) => Promise<unknown>;
  /** What main sends. */
  onMessage: (listener: (channel: string, args: unknown[]) => void) => void;
}

type Listener = (event: object, ...args: unknown[]) => void;
type Values = Record<string, unknown>;

/**
 * A page without a browser: the preload runs as in Electron's sandbox, where `require` knows only `electron`, and what it
 * exposes is what the page gets. Returns the globals of the page.
 */
export function runPreload(path: string, ipc: RendererIpc): Values {
  const page: Values = {};
  const listeners = new Map<string, Set<Listener>>();
  ipc.onMessage((channel, args) => {
    for (const listener of listeners.get(channel) ?? []) listener({ ports: [] }, ...args);
  });
  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) => ipc.invoke(channel, args),
    on: (channel: string, listener: Listener) => {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
      return ipcRenderer;
    },
    off: (channel: string, listener: Listener) => {
      listeners.get(channel)?.delete(listener);
      return ipcRenderer;
    },
  };
  const contextBridge = {
    exposeInMainWorld: (name: string, api: Values) => {
      page[name] = bridged(api);
    },
  };
  const require = (name: string) => {
    if (name === 'electron') return { contextBridge, ipcRenderer };
    throw new Error(`module not found: ${name}`);
  };
  const context = createContext({});
  const source = `(function (require, module, exports) { ${readFileSync(path, 'utf8')}\n})`;
  const run = new Script(source, { filename: path }).runInContext(context) as (
    ...args: unknown[]
  ) => void;
  run(require, { exports: {} }, {});
  return page;
}

/** A value as it looks on the other side of the context bridge: functions are called across, all else is copied. */
function bridged(value: unknown): unknown {
  if (typeof value === 'function') {
    const call = value as (...args: unknown[]) => unknown;
    return (...args: unknown[]): unknown => {
      const result = call(...args.map(bridged));
      return types.isPromise(result) ? result.then(bridged) : bridged(result);
    };
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Object.values(value).some((part) => typeof part === 'function')) {
    const parts = Object.entries(value).map(([name, part]) => [name, bridged(part)]);
    return Object.freeze(Object.fromEntries(parts));
  }
  return structuredClone(value);
}
