import { defineConfig } from 'vitest/config';

/** Espressif's own tools against ours: `npm run test:conformance`. */
export default defineConfig({
  test: {
    include: ['tests/conformance/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
