import { dirname, relative } from 'node:path';

import { startVitest } from 'vitest/node';

const root = dirname(import.meta.dirname);

/** What names tests that Playwright runs. */
const UI_TESTS = /\btests\/ui\b/;

/**
 * Runs the tests of one vitest configuration, then sums them up a folder a line; the last line is
 * `N passed, N failed`. What was skipped or failed is named once more before it. Sets the exit code: what did not run at
 * all is a failure too.
 *
 * `more` runs other tests after them and answers with their counts by folder, as they stand in that sum; `vitest` is put
 * over the configuration.
 */
export async function runSuite(config, filters, { more = async () => new Map(), vitest } = {}) {
  process.chdir(root);
  const began = performance.now();
  const uiOnly = filters.length > 0 && filters.every((filter) => UI_TESTS.test(filter));
  const suite = uiOnly
    ? { modules: [], errors: [] }
    : await runVitest(filters, { ...vitest, config });
  const folders = new Map([...countByFolder(suite.modules), ...(await more(filters))]);
  const total = { passed: 0, failed: suite.errors.length, skipped: 0 };
  const named = (kind) => [...folders.values()].flatMap((folder) => folder[kind] ?? []);
  for (const folder of folders.values()) {
    for (const outcome of Object.keys(total)) total[outcome] += folder[outcome];
  }
  const nothingRan = total.passed + total.failed === 0;
  const seconds = inSeconds(performance.now() - began);
  const lines = [
    '',
    ...[...folders].map(([name, folder]) => describe(name, folder)),
    suite.errors.length > 0 && `${suite.errors.length} errors outside of a test`,
    ...named('failures').map((failure) => `FAILED ${failure}`),
    nothingRan && 'No test ran.',
    total.skipped > 0 && `${total.skipped} skipped`,
    ...named('skips').map((skip) => `  ${skip}`),
    `In all ${seconds}.`,
    `${total.passed} passed, ${nothingRan ? 1 : total.failed} failed`,
  ];
  process.stdout.write(`${lines.filter((line) => line !== false).join('\n')}\n`);
  process.exitCode = nothingRan || total.failed > 0 ? 1 : 0;
}

async function runVitest(filters, options) {
  const suite = { modules: [], errors: [] };
  const reporters = [
    'default',
    { onTestRunEnd: (modules, errors) => Object.assign(suite, { modules, errors }) },
  ];
  const vitest = await startVitest(filters, { ...options, run: true, watch: false, reporters });
  await vitest.close();
  return suite;
}

function countByFolder(modules) {
  const folders = new Map();
  for (const module of modules) {
    const name = relative(root, dirname(module.moduleId));
    const counts = folders.get(name) ?? {
      files: 0,
      passed: 0,
      failed: 0,
      skipped: 0,
      milliseconds: 0,
      failures: [],
      skips: [],
    };
    folders.set(name, counts);
    counts.files += 1;
    counts.milliseconds += module.diagnostic().duration;
    const failedBefore = counts.failed;
    for (const test of module.children.allTests()) {
      // A test that never came to its end has not passed.
      const { state, errors, note } = test.result();
      const outcome = state === 'pending' ? 'failed' : state;
      counts[outcome] += 1;
      if (outcome === 'skipped') counts.skips.push(nameSkip(test, note));
      if (outcome === 'failed')
        counts.failures.push(nameFailure(test.module, test.fullName, errors));
    }
    // A file that could not be loaded has no test that failed.
    if (module.state() === 'failed' && counts.failed === failedBefore) {
      counts.failed += 1;
      counts.failures.push(nameFailure(module, '', module.errors()));
    }
  }
  return new Map([...folders].sort(([a], [b]) => a.localeCompare(b)));
}

function nameFailure({ moduleId }, test, errors) {
  const [error] = errors ?? [];
  return [relative(root, moduleId), test, error?.message.split('\n', 1)[0]]
    .filter(Boolean)
    .join(': ');
}

function nameSkip({ module, fullName }, note) {
  return [relative(root, module.moduleId), fullName, note].filter(Boolean).join(': ');
}

function describe(name, { files, passed, failed, skipped, milliseconds, remark }) {
  if (remark) return `${name.padEnd(36)} ${remark}`;
  const outcomes = [
    `${passed} passed`,
    failed > 0 && `${failed} FAILED`,
    skipped > 0 && `${skipped} skipped`,
  ];
  const counted = `${files} ${files === 1 ? 'file' : 'files'}`;
  return `${name.padEnd(36)} ${counted.padStart(9)}  ${inSeconds(milliseconds).padStart(7)}  ${outcomes.filter(Boolean).join(', ')}`;
}

function inSeconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
