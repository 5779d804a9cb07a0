/** `npm run test:ui`: of all tests those in a browser, or those of them that the arguments name. */
import { runSuite } from './run-suite.mjs';
import { runUiTests } from './run-ui-tests.ts';

const filters = process.argv.slice(2);
await runSuite('vite.config.ts', filters.length > 0 ? filters : ['tests/ui'], {
  more: runUiTests,
});
