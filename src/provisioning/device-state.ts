import { ProvisioningError } from '../contract/provisioning-error.ts';
import type { DeviceState, Progress, StepId } from '../contract/run.ts';

/** What a step makes of the device: from its first reported fraction on, and when it is done. Others change nothing. */
export const STATE_ONCE_BEGUN: Partial<Record<StepId, DeviceState>> = {
  'flash-firmware': 'firmware-partial',
  'flash-nvs': 'partial',
};
const STATE_WHEN_DONE: Partial<Record<StepId, DeviceState>> = {
  'flash-nvs': 'written-unverified',
  'verify-nvs': 'written-verified',
  boot: 'running-unconfirmed',
  'configure-wifi': 'running-confirmed',
};

/** The state of the device after what a run has told, for who only hears of it. */
export function deviceStateAfter(
  before: DeviceState,
  { step, status, fraction }: Pick<Progress, 'step' | 'status' | 'fraction'>,
): DeviceState {
  if (status === 'done') return stateWhenDone(step, before);
  return (status === 'running' && fraction > 0 && STATE_ONCE_BEGUN[step]) || before;
}

export function stateWhenDone(step: StepId, before: DeviceState): DeviceState {
  // A firmware that was on the device already has changed nothing.
  if (step === 'flash-firmware' && before === 'firmware-partial') return 'firmware-written';
  // Where nothing was written, the firmware is told the network alone.
  if (step === 'boot' && before !== 'written-verified') return 'wifi-only';
  return STATE_WHEN_DONE[step] ?? before;
}

/** What was taken for a running firmware and then did not last has its settings all the same. */
export function stateWhenFailed(error: unknown, before: DeviceState): DeviceState {
  const neverRan = error instanceof ProvisioningError && error.code.startsWith('boot-');
  return neverRan && before === 'running-unconfirmed' ? 'written-verified' : before;
}
