import type { z } from 'zod';

import { ProvisionRequest, type StepId } from '../../contract/run.ts';

/** The steps that a run with this request skips. */
export function switchedOffSteps(request: z.input<typeof ProvisionRequest>): StepId[] {
  const parsed = ProvisionRequest.safeParse(request);
  if (!parsed.success) return []; // it will not run
  const { ca, wifi, confirmWifi, includeCredentials, wifiOnlyBy, profile } = parsed.data;
  const confirms = wifi !== null && confirmWifi;
  const off: StepId[] = confirms ? [] : ['configure-wifi'];
  if (includeCredentials) return ca ? off : ['register', ...off];
  const by = wifiOnlyBy ?? profile.wifi.onlyBy;
  const unwritten: StepId[] = by === 'partition' ? [] : ['inspect', ...WRITING];
  return ['make-identity', 'register', ...unwritten, ...off, 'finish'];
}

const WRITING: readonly StepId[] = ['build-nvs', 'flash-nvs', 'verify-nvs'];
