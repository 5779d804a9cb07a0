import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { z } from 'zod';

import { provideBrowser } from './browser.ts';

const CONFIG = join(import.meta.dirname, '../tests/ui/playwright.config.ts');
const SUITE = 'tests/ui';
/** What names tests of the other suites: nobody need wait for a browser then. */
const OTHERS = /\btests\/(unit|wire|electron)\b/;

export interface SuiteCounts {
  files: number;
  passed: number;
  failed: number;
  skipped: number;
  milliseconds: number;
  /** What failed, by file and title, with the first line of why. */
  failures?: string[];
  /** Instead of the counts. */
  remark?: string;
}

const Failure = z.object({
  message: z.string().optional(),
  location: z.object({ file: z.string(), line: z.int() }).optional(),
});

type Failure = z.infer<typeof Failure>;

const Suite = z.object({
  file: z.string(),
  specs: z.array(
    z.object({
      title: z.string(),
      ok: z.boolean(),
      tests: z.array(
        z.object({
          results: z.array(z.object({ error: Failure.optional() })),
        }),
      ),
    }),
  ),
  get suites() {
    return z.array(Suite).optional();
  },
});
type Suite = z.infer<typeof Suite>;

/** What Playwright's JSON reporter writes, as far as it is counted here. */
const Report = z.object({
  suites: z.array(Suite),
  errors: z.array(Failure), // outside of a test
  stats: z.object({
    duration: z.number(),
    expected: z.int(),
    unexpected: z.int(),
    flaky: z.int(),
    skipped: z.int(),
  }),
});

/** The UI tests, or those that the filters name, in the browser of this machine; skipped by name where it has none. */
export async function runUiTests(filters: readonly string[]): Promise<Map<string, SuiteCounts>> {
  if (filters.length > 0 && filters.every((filter) => OTHERS.test(filter))) return new Map();
  const browser = provideBrowser(say);
  if (browser === undefined) return new Map([[SUITE, { ...NOTHING, skipped: 1, remark: SKIPPED }]]);
  const folder = await mkdtemp(join(tmpdir(), 'ui-tests-'));
  try {
    const report = join(folder, 'report.json');
    const exitCode = await runPlaywright(filters, {
      ...process.env,
      CHROME_PATH: browser,
      TZ: zoneWhereItIsNoon(new Date()),
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    });
    const counts = countsOf(Report.parse(JSON.parse(await readFile(report, 'utf8'))));
    if (exitCode !== 0 && counts.failed === 0) counts.failed = 1;
    return counts.files === 0 && counts.failed === 0 ? new Map() : new Map([[SUITE, counts]]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const NOTHING: SuiteCounts = { files: 0, passed: 0, failed: 0, skipped: 0, milliseconds: 0 };
const SKIPPED = 'skipped: no browser';

async function runPlaywright(
  filters: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<number | null> {
  const cli = join(
    dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')),
    'cli.js',
  );
  const options = ['test', '--config', CONFIG, '--reporter', 'list,json', '--pass-with-no-tests'];
  const child = spawn(process.execPath, [cli, ...options, ...filters], { env, stdio: 'inherit' });
  const [exitCode] = (await once(child, 'exit')) as [number | null]; // null: it was killed
  return exitCode;
}

/** What counts the boards of a day must not see midnight come in the middle of a test. */
function zoneWhereItIsNoon(now: Date): string {
  const hoursEast = 12 - now.getUTCHours();
  return `Etc/GMT${hoursEast > 0 ? '-' : '+'}${Math.abs(hoursEast)}`; // POSIX counts to the west
}

function countsOf({ suites, errors, stats }: z.infer<typeof Report>): SuiteCounts {
  return {
    files: suites.length,
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    milliseconds: stats.duration,
    failures: [...suites.flatMap(failuresOf), ...errors.map((error) => nameFailure(SUITE, error))],
  };
}

function failuresOf({ file, specs, suites = [] }: Suite): string[] {
  const failed = specs.filter(({ ok }) => !ok);
  const own = failed.map(({ title, tests }) => {
    const errors = tests.flatMap(({ results }) => results.map(({ error }) => error));
    return nameFailure(
      `${SUITE}/${file}: ${title}`,
      errors.find((error) => error),
    );
  });
  return [...own, ...suites.flatMap(failuresOf)];
}

/** The test, the first line of why, what was looked at on the page, and by which line. */
function nameFailure(test: string, { message = '', location }: Failure = {}): string {
  const lines = stripVTControlCharacters(message).split('\n');
  const looked = lines.find((line) => line.startsWith('Locator:'))?.replaceAll(/\s+/g, ' ');
  const at = location && `${basename(location.file)}:${location.line}`;
  return [test, lines[0], looked, at].filter(Boolean).join(': ');
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
