import { config } from 'zod';

// zod compiles its checks with `new Function`, which the page's Content-Security-Policy forbids, and reports.
// It asks when a schema is made, so this file has to be the first that the page imports.
config({ jitless: true });
