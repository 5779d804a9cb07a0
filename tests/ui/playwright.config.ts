import { join } from 'node:path';

import { defineConfig } from '@playwright/test';

import { BROWSER_FLAGS, findBrowser } from '../../scripts/browser.ts';
import { EXPECT_TIMEOUT_MS } from './expect.ts';

const executablePath = findBrowser();

/** The program in a browser. Every test has a bench of its own, so they do not know of each other. */
export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: '*.test.ts',
  outputDir: join(import.meta.dirname, '../../dist/ui-tests'),
  // A slow machine, not a slow program: what the screens promise in time is measured by the bench.
  timeout: 600_000,
  expect: { timeout: EXPECT_TIMEOUT_MS },
  workers: 1, // each test has a browser, a program and a board to itself
  forbidOnly: true,
  globalSetup: './build-renderer.ts',
  use: {
    viewport: { width: 1280, height: 860 },
    contextOptions: { reducedMotion: 'reduce' },
    locale: 'en-GB',
    launchOptions: {
      args: BROWSER_FLAGS,
      ...(executablePath !== undefined && { executablePath }),
    },
  },
});
