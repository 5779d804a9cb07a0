import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';

import { App } from '../../../src/renderer/app.tsx';
import { AppContext, type App as AppState } from '../../../src/renderer/app-context.ts';
import { EMPTY_FORM } from '../../../src/renderer/form/form-values.ts';
import { NO_FILTERS, recordRows } from '../../../src/renderer/history/search-records.ts';
import { HistoryPanel } from '../../../src/renderer/panels/history/HistoryPanel.tsx';
import { OpenRecord } from '../../../src/renderer/panels/history/OpenRecord.tsx';
import { NvsPanel } from '../../../src/renderer/panels/nvs/NvsPanel.tsx';
import { SaveDialog } from '../../../src/renderer/panels/result/SaveDialog.tsx';
import { createBenchStore, type BenchState } from '../../../src/renderer/stores/bench-store.ts';
import { createFormStore, type FormState } from '../../../src/renderer/stores/form-store.ts';
import type { NvsState } from '../../../src/renderer/stores/nvs-state.ts';
import {
  createRecordsStore,
  type RecordsState,
} from '../../../src/renderer/stores/records-store.ts';
import { reduceRun, IDLE, type RunEvent } from '../../../src/renderer/stores/run-state.ts';
import { createNvsStore } from '../../../src/renderer/stores/nvs-store.ts';
import { createRestoresStore } from '../../../src/renderer/stores/restores-store.ts';
import { createRunStore } from '../../../src/renderer/stores/run-store.ts';
import { en, type Texts } from '../../../src/renderer/texts/en.ts';
import { failed, passed, progress, record, run, WHOLE_RUN } from './facts.ts';
import { DIFFERENCE, PARTITION } from './partition.ts';
import { Program } from './program.ts';

interface Known {
  form?: Partial<FormState>;
  bench?: Partial<BenchState>;
  records?: RecordsState;
  nvs?: NvsState;
  events?: RunEvent[];
}

const RECORDS = [
  record(),
  record({ id: 'other', runs: [run({ outcome: 'failed', errorCode: 'port-lost' })] }),
];
const DEVICE = {
  chip: 'esp32s3',
  description: 'ESP32-S3 v0.2',
  mac: 'A0B1C2D3E4F5',
  uniqueId: null,
  flashSize: 16 << 20,
  flashEncryption: true,
  secureDownload: true,
  secureBoot: false,
  partitionTable: 'valid',
  nvsPartitions: [{ label: 'nvs', offset: 0x9000, size: 0x6000 }],
  record: null,
} as const;
const FORM = { values: { ...EMPTY_FORM, port: 'COM3', caUrl: 'http://ca.example', ssid: 'Line' } };
const START: RunEvent = { type: 'start', plan: WHOLE_RUN, at: 0 };

const SCREENS: readonly [string, Known][] = [
  [
    'the form with its problems',
    { form: { ...FORM, left: new Set(['ssid', 'password', 'allowHttp']) } },
  ],
  ['no port', { bench: { ports: [] } }],
  [
    'a board that was read',
    {
      form: FORM,
      bench: {
        ports: [{ path: 'COM3' }],
        detection: {
          state: 'known',
          port: 'COM3',
          device: { ...DEVICE, nvsPartitions: [...DEVICE.nvsPartitions] },
        },
      },
    },
  ],
  [
    'a run',
    {
      form: FORM,
      events: [
        START,
        { type: 'progress', progress: progress('flash-nvs', { fraction: 0.5 }), at: 5 },
      ],
    },
  ],
  ['a PASS', { form: FORM, events: [START, { type: 'complete', result: passed(), at: 9 }] }],
  [
    'a FAIL',
    { form: FORM, events: [START, { type: 'error', failure: failed('device-no-answer'), at: 9 }] },
  ],
  [
    'a stop',
    { form: FORM, events: [START, { type: 'error', failure: failed('cancelled'), at: 9 }] },
  ],
  ['a program that was closed', { form: FORM, bench: { lost: 'closed' } }],
  ['a second window', { form: FORM, bench: { lost: 'elsewhere' } }],
];

test.each(SCREENS)('%s says nothing that is not in the table of texts', (_name, known) => {
  const app = appWith(known);
  expect(untranslated(createElement(App, { app }))).toEqual([]);
});

test('neither does History, nor what opens in it', () => {
  const app = appWith({ records: { state: 'known', records: RECORDS } });
  const panels = [
    createElement(HistoryPanel, { filters: NO_FILTERS, onFilters: () => undefined }),
    ...recordRows(RECORDS).map((row) => createElement(OpenRecord, { row })),
    createElement(SaveDialog, { recordId: 'record-1', onClose: () => undefined }),
  ];
  for (const panel of panels) {
    expect(untranslated(createElement(AppContext, { value: app }, panel))).toEqual([]);
  }
});

const OPEN = { phase: 'open', shown: PARTITION, edits: [], difference: null } as const;

test.each<NvsState>([
  { phase: 'empty' },
  { phase: 'reading' },
  { phase: 'choosing', partitions: 2 },
  { phase: 'failed', error: failed('nvs-unreadable').error, written: 1 },
  { ...OPEN, writing: { state: 'none' } },
  { ...OPEN, difference: DIFFERENCE, writing: { state: 'none' } },
  { ...OPEN, difference: DIFFERENCE, writing: { state: 'writing' } },
  { ...OPEN, writing: { state: 'written', keys: 1, stays: 3, others: 0 } },
])('neither does NVS: $phase', (nvs) => {
  const screen = createElement(AppContext, { value: appWith({ nvs }) }, createElement(NvsPanel));
  expect(untranslated(screen)).toEqual([]);
});

test('the check itself sees a word that nobody can translate', () => {
  expect(untranslated(createElement('p', { title: 'Hint' }, 'Hello'))).toEqual(['Hint', 'Hello']);
});

function appWith({ form, bench, records, nvs, events = [] }: Known): AppState {
  const host = new Program();
  return {
    host,
    texts: pseudo(en) as Texts, // the same shape, each text in brackets
    form: createFormStore(form),
    bench: createBenchStore(host, bench),
    records: createRecordsStore(host, records ?? { state: 'known', records: RECORDS }),
    run: createRunStore(host, { run: events.reduce(reduceRun, IDLE) }),
    nvs: createNvsStore(host, nvs),
    restores: createRestoresStore(host),
  };
}

/** Each text of the table in brackets, those that functions make too. */
function pseudo(texts: unknown): unknown {
  if (typeof texts === 'string') return `⟦${texts}⟧`;
  if (Array.isArray(texts)) return texts.map(pseudo);
  if (typeof texts === 'function') return (...values: unknown[]) => pseudo(texts(...values)); // eslint-disable-line @typescript-eslint/no-unsafe-call -- a function of the table
  if (typeof texts !== 'object' || texts === null) return texts;
  return Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [key, DRAWN.has(key) ? value : pseudo(value)]),
  );
}

/** Names of drawings, which nobody reads. */
const DRAWN = new Set(['drawing']);

/** What a person sees or hears, and what is neither a text of the table nor data. */
function untranslated(screen: ReactElement): string[] {
  const html = renderToStaticMarkup(screen);
  const attributes = [
    ...html.matchAll(/ (?:title|placeholder|aria-label|aria-valuetext)="([^"]*)"/g),
  ];
  const nodes = [...html.matchAll(/>([^<]+)</g)];
  return [...attributes, ...nodes]
    .map(([, text = '']) => text.trim())
    .filter((text) => text !== '' && !text.includes('⟦') && !isData(text));
}

const DATA = [
  'A0:B1:C2:D3:E4:F5',
  'COM3',
  'ESP32-S3 v0.2',
  'https://',
  'BOOT RESET', // as they are printed on boards
  JSON.stringify([
    PARTITION,
    DIFFERENCE,
    FORM,
    passed(),
    RECORDS,
    EMPTY_FORM,
    'device-no-answer',
    'nvs-unreadable',
    'cancelled',
  ]),
].join(' ');

/** Values of devices, ports and records, names of chips, and figures. */
function isData(text: string): boolean {
  return (
    /^[\d\s.,:%–•]*$|^0x[\dA-F]+$/.test(text) || /^ESP32(-\w+)?$/.test(text) || DATA.includes(text)
  );
}
