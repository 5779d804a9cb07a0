import type { z } from 'zod';

import {
  requests,
  type Input,
  type Output,
  type Reply,
  type RequestChannel,
  type WindowChannel,
} from '../contract/channels.ts';
import { ErrorCode, wireError, type WireError } from '../contract/errors.ts';
import { toWireError } from '../contract/provisioning-error.ts';
import type { ProvisioningService } from '../provisioning/provisioning-service.ts';

type Handler<C extends RequestChannel> = (input: Input<C>) => Output<C> | Promise<Output<C>>;

/** What only a host with a window can do; a host without one leaves it out. */
export type WindowHandlers = { [C in WindowChannel]: Handler<C> };

type ServiceHandlers = { [C in Exclude<RequestChannel, WindowChannel>]: Handler<C> };

function handlersFor(service: ProvisioningService): ServiceHandlers {
  return {
    'prov:provision-device': (request) => service.start(request),
    'prov:cancel': ({ runId }) => service.cancel(runId),
    'prov:current-run': () => service.currentRun(),
    'prov:leave-run': ({ runId }) => service.leaveRun(runId),
    'prov:read-mac': (query) => service.readMac(query),
    'prov:detect-chip': (query) => service.detectChip(query),
    'prov:scan-wifi': (query) => service.scanWifi(query),
    'prov:test-ca': (query) => service.testCa(query),
    'prov:list-ports': () => service.listPorts(),
    'prov:examine-ports': (query) => service.examinePorts(query),
    'prov:list-records': () => service.listRecords(),
    'prov:show-record': ({ id }) => service.showRecord(id),
    'prov:reveal-psk': ({ id }) => service.revealPsk(id),
    'prov:nvs-show': (query) => service.nvs.show(query),
    'prov:nvs-show-again': (which) => service.nvs.showAgain(which),
    'prov:nvs-open-image': (image) => service.nvs.openImage(image),
    'prov:nvs-reveal': (name) => service.nvs.reveal(name),
    'prov:nvs-diff': (changes) => service.nvs.difference(changes),
    'prov:nvs-compare': (two) => service.nvs.compare(two),
    'prov:nvs-set': (changes) => service.nvs.set(changes),
    'prov:nvs-list-restores': () => service.nvs.listRestores(),
    'prov:nvs-restore': (query) => service.nvs.restore(query),
    'prov:nvs-drop-restore': (which) => service.nvs.dropRestore(which),
  };
}

export type Dispatch = <C extends RequestChannel>(
  channel: C,
  payload: unknown,
) => Promise<Reply<Output<C>>>;

/** Every request enters here, whatever carried it: payload, schema, service, reply. Never throws. */
export function dispatcherFor(service: ProvisioningService, window?: WindowHandlers): Dispatch {
  const handlers: Partial<{ [C in RequestChannel]: Handler<C> }> = {
    ...handlersFor(service),
    ...window,
  };
  return async (channel, payload) => {
    const handler = handlers[channel];
    if (!handler)
      return { ok: false, error: wireError('bad-request', `${channel} needs a window`) };
    const parsed = requests[channel].input.safeParse(payload);
    if (!parsed.success) return { ok: false, error: errorOfFields(parsed.error) };
    try {
      // The schema of the channel has just made the input what its handler takes; the compiler cannot follow the pair.
      return { ok: true, value: await handler(parsed.data as Input<typeof channel>) };
    } catch (error) {
      return { ok: false, error: toWireError(error) };
    }
  };
}

/** The first field that is wrong, under its own code where it has one. */
export function errorOfFields({ issues }: z.ZodError): WireError {
  const coded = issues.map((issue) => ({
    issue,
    code: ErrorCode.safeParse(issue.code === 'custom' ? issue.params?.['errorCode'] : undefined),
  }));
  const first = coded.find(({ code }) => code.success) ?? coded[0];
  if (!first) return wireError('bad-request', '');
  const { issue, code } = first;
  if (code.success) return wireError(code.data, issue.message);
  return wireError('bad-request', `${issue.path.map(String).join('.')}: ${mistakeIn(issue)}`);
}

/** What may stand there. What does stand there may be a secret, and is not repeated. */
function mistakeIn(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string' ? 'it is empty' : `the least is ${issue.minimum}`;
    case 'too_big':
      return `the most is ${issue.maximum}`;
    default:
      return issue.message;
  }
}
