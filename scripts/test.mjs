/** `npm test`: the unit, the wire, the desktop and the UI tests, or those of them that the arguments name. */
import { runSuite } from './run-suite.mjs';
import { runUiTests } from './run-ui-tests.ts';

await runSuite('vite.config.ts', process.argv.slice(2), { more: runUiTests });
