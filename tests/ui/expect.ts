import { expect as unconfigured } from '@playwright/test';

/** How long a state may take to come where eight programs share two processors. What comes at once costs nothing of it. */
export const EXPECT_TIMEOUT_MS = 60_000;

/** Waits as long as a slow machine may need, also where no configuration of the test runner says so. */
export const expect = unconfigured.configure({ timeout: EXPECT_TIMEOUT_MS });
