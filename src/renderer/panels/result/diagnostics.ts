import type { App } from '../../app-context.ts';
import { logText } from '../../stores/log-lines.ts';

const LAST_CHARACTERS = 20_000; // what fits into a report

/** All that support needs, as text. The secrets of the form are masked even where the program has masked them before. */
export function diagnosticsOf({ run, form }: App): string {
  const { run: state, log } = run.getState();
  const { values } = form.getState();
  if (state.phase !== 'failed') return '';
  const { error, step, deviceState, recordId, registered } = state.failure;
  const facts = {
    code: error.code,
    title: error.title,
    detail: error.detail,
    step,
    deviceState,
    recordId,
    registered,
    port: values.port,
    profile: values.profile,
    chip: values.chip,
    baud: values.baud,
    firmware: values.firmware?.name,
    partition: values.partition,
    overridePartitionCheck: values.overridePartitionCheck,
    nvsOffset: values.nvsOffset,
    nvsSize: values.nvsSize,
    caUrl: values.caUrl,
    includeCredentials: values.includeCredentials,
    configureWifi: values.configureWifi,
    agent: navigator.userAgent,
  };
  const text = `${JSON.stringify(facts, null, 2)}\n\n${logText(log).slice(-LAST_CHARACTERS)}\n`;
  return [values.password, values.psk].filter(Boolean).reduce(masked, text);
}

function masked(text: string, secret: string): string {
  return text.replaceAll(secret, '***');
}
