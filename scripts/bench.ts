/**
 * `npm run bench`: a run beside the chain of tools that it replaces, eight boards at once, the NVS codec beside
 * Espressif's generator, and the window. `--only run,eight,nvs,ui` does a part of it.
 */
import { benchEight } from './bench/eight.ts';
import { benchNvs } from './bench/nvs.ts';
import { benchRun } from './bench/run.ts';
import { eightResult, nvsResult, runResult, uiResult, type Result } from './bench/results.ts';
import { benchUi } from './bench/ui.ts';
import { installEspressifTools } from './install-espressif-tools.ts';

const PARTS: Readonly<Record<string, () => Promise<Result>>> = {
  nvs: async () => {
    say('Making NVS images, ours and those of Espressif side by side ...');
    return nvsResult(await benchNvs());
  },
  run: async () => {
    say('Provisioning virtual ESP32-S3 with real timing, and the same with a chain of tools ...');
    return runResult(await benchRun());
  },
  eight: async () => {
    say('Provisioning eight boards at once ...');
    return eightResult(await benchEight());
  },
  ui: async () => {
    say('Watching the window in a browser ...');
    return uiResult(await benchUi(say));
  },
};

const json = process.argv.includes('--json');
const only = process.argv.includes('--only')
  ? (process.argv[process.argv.indexOf('--only') + 1] ?? '').split(',')
  : Object.keys(PARTS);

installEspressifTools();
const numbers: Record<string, number> = {};
for (const name of only) {
  const part = PARTS[name];
  if (!part)
    throw new Error(`There is no part ${name}; there are ${Object.keys(PARTS).join(', ')}`);
  const { tables, ...result } = await part();
  for (const { title, rows } of tables) print(title, rows);
  Object.assign(numbers, result.numbers);
}
if (json) process.stdout.write(`${JSON.stringify(numbers)}\n`);

/** On stderr, so that the output is the result alone. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function print(title: string, rows: Result['tables'][number]['rows']): void {
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value.padStart(12)}`);
  process.stdout.write(`${[title, ...lines].join('\n')}\n\n`);
}
