import { defineConfig } from 'vitest/config';

/** Espressif's own tools against ours: `npm run test:conformance`. */
export default defineConfig({
  test: {
    include: ['tests/conformance/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
