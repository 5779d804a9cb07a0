/**
 * `npm run test:shaken`: the wire and the desktop tests, or those that the arguments name, while files and sockets answer
 * late by chance. It finds the test that passes here and fails on a slower machine.
 */
import { runSuite } from './run-suite.mjs';

const filters = process.argv.slice(2);
await runSuite('vite.config.ts', filters.length > 0 ? filters : ['tests/wire', 'tests/electron'], {
  vitest: { setupFiles: ['scripts/shake-tests.mjs'] },
});
