import type { App } from './app-context.ts';
import { settingsOf } from './form/form-values.ts';
import type { Host } from './host-connection.ts';
import { verdictOf } from './progress/verdict-of.ts';
import { playVerdict } from './sounds/play-verdict.ts';
import { createBenchStore } from './stores/bench-store.ts';
import { createFormStore } from './stores/form-store.ts';
import { createNvsStore } from './stores/nvs-store.ts';
import { createRecordsStore } from './stores/records-store.ts';
import { createRestoresStore } from './stores/restores-store.ts';
import { createRunStore } from './stores/run-store.ts';
import type { Texts } from './texts/en.ts';

const SETTINGS_REST_MS = 400; // typing is over

/** The stores of one window, tied to its host. */
export function createApp(host: Host, texts: Texts): App {
  const app: App = {
    host,
    texts,
    form: createFormStore(),
    bench: createBenchStore(host),
    records: createRecordsStore(host),
    run: createRunStore(host),
    nvs: createNvsStore(host),
    restores: createRestoresStore(host),
  };
  chooseTheOnlyBoard(app);
  forgetBoardOfAnotherPort(app);
  followVerdicts(app);
  soundVerdicts(app);
  void app.bench.loadProfiles();
  void app.records.load();
  void app.restores.load();
  void rememberSettings(app).then(() => app.bench.lookForPorts());
  return app;
}

/** What the last start left behind; from then on what is typed is kept for the next one. */
async function rememberSettings({ host, form }: App): Promise<void> {
  const reply = await host.invoke('prov:get-settings', {});
  let kept = JSON.stringify(reply.ok ? reply.value : settingsOf(form.getState().values));
  let timer: ReturnType<typeof setTimeout> | undefined;
  form.subscribe(({ values }) => {
    const settings = settingsOf(values);
    if (JSON.stringify(settings) === kept) return;
    kept = JSON.stringify(settings);
    clearTimeout(timer);
    timer = setTimeout(() => void host.invoke('prov:set-settings', settings), SETTINGS_REST_MS);
  });
  if (reply.ok) form.load(reply.value);
}

/**
 * A bench with one board needs no choice. A port without a known USB bridge is no sign of a board: computers have them
 * built in (`/dev/ttyS0`), virtual ones too.
 */
function chooseTheOnlyBoard({ bench, form }: App): void {
  bench.subscribe(({ ports }) => {
    const [only, ...others] = (ports ?? []).filter(({ bridge }) => bridge !== undefined);
    if (!only || others.length > 0 || form.getState().values.port !== '') return;
    form.load({ port: only.path });
  });
}

/** What was read from a board is true of its port only. */
function forgetBoardOfAnotherPort({ bench, form, nvs }: App): void {
  form.subscribe(({ values }, before) => {
    if (values.port === before.values.port) return;
    bench.forgetBoard();
    nvs.close();
  });
}

/** A verdict is heard where that is wished for. */
function soundVerdicts({ run, form }: App): void {
  run.subscribe(({ run: now }, { run: { phase: before } }) => {
    const { sounds, volume } = form.getState().values;
    if (!sounds || before !== 'running') return;
    if (now.phase === 'passed' || now.phase === 'failed') playVerdict(verdictOf(now), volume);
  });
}

/** After a verdict the records have changed, and after a PASS the next board is another one. */
function followVerdicts({ run, form, bench, nvs, records, restores }: App): void {
  run.subscribe(({ run: { phase } }, { run: { phase: before } }) => {
    if (phase === before || phase === 'running' || phase === 'idle') return;
    void records.load();
    void restores.load();
    nvs.close(); // the run may have written it
    if (phase !== 'passed') return;
    form.dropOverrides();
    bench.forgetBoard();
  });
}
