import type { Output, RequestChannel } from '../../../contract/channels.ts';
import { Secret } from '../../../contract/secret.ts';
import { ask, assertFits } from '../ask.ts';
import { recordsLocation } from '../records-flags.ts';
import { macWithColons } from '../run-text.ts';
import { safeText } from '../safe-text.ts';
import { partitionChoice, type NvsPlaceFlags } from './nvs-flags.ts';
import type { NvsSource, Reveal } from './nvs-source.ts';

/** A partition of a device. The records keep the old one while a new one is written. */
export async function openDevice(
  flags: NvsPlaceFlags & { port: string },
  encryptionKey: Uint8Array | undefined,
): Promise<NvsSource> {
  const { port, before, baud } = flags;
  const query = {
    port,
    before,
    baud,
    partition: partitionChoice(flags),
    encryptionKey: encryptionKey && new Secret(Buffer.from(encryptionKey).toString('hex')),
  };
  assertFits('prov:nvs-show', query);
  const { composeProvisioner } = await import('../../compose.ts');
  await using stack = new AsyncDisposableStack();
  const provisioner = stack.use(
    await composeProvisioner(await recordsLocation(flags), () => undefined),
  );
  for (const warning of provisioner.warnings) warn(warning);
  const request = <C extends RequestChannel>(channel: C, payload: object): Promise<Output<C>> =>
    ask(provisioner, channel, payload);
  const {
    snapshot,
    mac,
    chip: _,
    partition,
    restores,
    ...listing
  } = await request('prov:nvs-show', query);
  if (restores.length > 0) {
    warn('A write to this device was cut off; "esp32-provisioner nvs restore" undoes it.');
  }
  const running = stack.move();
  const revealIn =
    (opened: string): Reveal =>
    async ({ namespace, key, type }) =>
      (await request('prov:nvs-reveal', { snapshot: opened, namespace, key, type })).value;
  return {
    name: `${partition.label} of ${macWithColons(mac)}`,
    listing: () => Promise.resolve(listing),
    reveal: revealIn(snapshot),
    difference: (changes) => request('prov:nvs-diff', { snapshot, changes }),
    differenceTo: async (image) => {
      const opened = await request('prov:nvs-open-image', {
        image: Buffer.from(image).toString('base64'),
        encryptionKey: query.encryptionKey,
      });
      const { snapshot: later } = opened;
      const difference = await request('prov:nvs-compare', { snapshot, later });
      return { difference, reveal: revealIn(later) };
    },
    write: async (changes) => {
      await request('prov:nvs-set', { snapshot, changes });
      return 'The copy of the old partition is dropped.';
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function warn(text: string): void {
  process.stderr.write(`Warning: ${safeText(text)}\n`);
}
