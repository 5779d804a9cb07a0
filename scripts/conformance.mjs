/** `npm run test:conformance`: Espressif's own tools against ours. */
import { installEspressifTools } from './install-espressif-tools.ts';
import { runSuite } from './run-suite.mjs';

installEspressifTools();
await runSuite('vitest.conformance.config.ts', process.argv.slice(2));
