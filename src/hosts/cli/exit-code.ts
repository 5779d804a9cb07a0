/**
 * What a script can tell from the exit code. 2: the command line was wrong and nothing was tried. 3: the device holds
 * its settings, verified, and did not prove that it is on the network.
 */
export const EXIT_CODE = { done: 0, failed: 1, usage: 2, unconfirmed: 3, cancelled: 130 } as const;
export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];
