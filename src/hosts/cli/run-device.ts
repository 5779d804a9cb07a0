import type { z } from 'zod';

import type { Event, EventChannel } from '../../contract/channels.ts';
import { toWireError } from '../../contract/provisioning-error.ts';
import type { Provisioned, ProvisionRequest, RunFailed } from '../../contract/run.ts';
import { verdictOfFailure, verdictOfResult, type Verdict } from '../../contract/verdict.ts';
import { Secret } from '../../contract/secret.ts';
import type { Firmware } from '../../firmware/firmware.ts';
import type { Provisioner } from '../compose.ts';
import { saveCredentials } from '../../records/credentials-file.ts';
import { ask, assertFits, type RecordsLocation } from './ask.ts';
import { CommandError } from './command-error.ts';
import { EXIT_CODE, type ExitCode } from './exit-code.ts';
import { macWithColons } from './run-text.ts';
import type { RunView } from './run-view.ts';

export interface DeviceRun extends RecordsLocation {
  request: z.input<typeof ProvisionRequest>;
  /** Flashed first. */
  firmware?: Firmware | undefined;
  /** Where the credentials are saved after PASS. */
  save?: string | undefined;
  showSecrets: boolean;
  view: RunView;
  /** Cancels the run. */
  signal: AbortSignal;
}

type Ending = { passed: Provisioned } | { failed: RunFailed };

/** Provisions one device and shows it. Throws a CommandError where the run could not begin; then nothing was changed. */
export async function runDevice(run: DeviceRun): Promise<ExitCode> {
  const { request, firmware, dataDir, passphrase, view, signal } = run;
  assertFits('prov:provision-device', request);
  const ended = Promise.withResolvers<Ending>();
  const handlers: { [C in EventChannel]: (event: Event<C>) => void } = {
    'prov:progress': (progress) => view.progress(progress),
    'prov:log': (line) => view.log(line),
    'prov:complete': (passed) => ended.resolve({ passed }),
    'prov:error': (failed) => ended.resolve({ failed }),
    'prov:ports': () => undefined, // for hosts that show a list of them
  };
  // Loaded now: the database and the serial port take time that `--help` need not wait for.
  const { composeProvisioner } = await import('../compose.ts');
  await using provisioner = await composeProvisioner({ dataDir, passphrase }, (channel, event) =>
    handlers[channel](event),
  );
  for (const warning of provisioner.warnings) view.warning(warning);
  const cutOff = await ask(provisioner, 'prov:nvs-list-restores', {});
  for (const mac of new Set(cutOff.map((kept) => kept.mac))) {
    const device = macWithColons(mac);
    view.warning(
      `A write to the NVS of ${device} was cut off; "esp32-provisioner nvs restore" undoes it.`,
    );
  }
  const chosen = firmware && provisioner.firmware.add(firmware).id;
  const { runId } = await ask(provisioner, 'prov:provision-device', {
    ...request,
    firmware: chosen,
  });
  const cancel = () => {
    view.stopping();
    void provisioner.dispatch('prov:cancel', { runId });
  };
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  const ending = await ended.promise;
  signal.removeEventListener('abort', cancel);
  if ('passed' in ending) return await showPassed(run, ending.passed, provisioner);
  view.failed(ending.failed);
  return CODE_OF[verdictOfFailure(ending.failed)];
}

/** Shows PASS, after the credentials were revealed and saved as asked: `complete` is the last that is said of a run. */
async function showPassed(
  { view, save, showSecrets }: DeviceRun,
  passed: Provisioned,
  provisioner: Provisioner,
): Promise<ExitCode> {
  const id = passed.recordId;
  let shownPsk = '***';
  try {
    if (showSecrets || save !== undefined) {
      const { psk } = await ask(provisioner, 'prov:reveal-psk', { id });
      if (showSecrets) shownPsk = psk;
      if (save !== undefined) {
        const record = await ask(provisioner, 'prov:show-record', { id });
        await saveCredentials(record, { psk: new Secret(psk) }, save);
      }
    }
  } catch (error) {
    const unsaved = error instanceof CommandError ? error.error : toWireError(error);
    view.passed({ ...passed, psk: shownPsk }, unsaved);
    return EXIT_CODE.failed;
  }
  view.passed({ ...passed, psk: shownPsk });
  return CODE_OF[verdictOfResult(passed)];
}

const CODE_OF: Readonly<Record<Verdict, ExitCode>> = {
  passed: EXIT_CODE.done,
  unconfirmed: EXIT_CODE.unconfirmed,
  failed: EXIT_CODE.failed,
  stopped: EXIT_CODE.cancelled,
};
