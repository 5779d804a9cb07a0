import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

import type { Input, Output } from '../../contract/channels.ts';
import { ProvisioningError, toWireError } from '../../contract/provisioning-error.ts';
import type { Secret } from '../../contract/secret.ts';
import { inspectDevice } from '../steps/inspect-device.ts';
import { readBack } from '../steps/read-back.ts';
import type { ConnectedDevice, Partition, Tools } from '../tools.ts';
import { choosePartition } from './choose-partition.ts';
import { keepPartition } from './keep-partition.ts';
import { keyBesideSettings, partitionKey } from './partition-key.ts';
import { NvsSnapshot } from './nvs-snapshot.ts';
import { refusePendingRestore } from './refuse-pending-restore.ts';

type Query = Input<'prov:nvs-show'>;
type Changes = Input<'prov:nvs-set'>;

/** A partition that was read, and where it came from; an image came from nowhere. */
interface Opened {
  snapshot: NvsSnapshot;
  origin?: { query: Query; mac: string; partition: Partition };
}

const TIMEOUT_MS = 600_000; // a partition of 4 MB at 115200 baud takes six minutes
const SNAPSHOTS_MAX = 8; // whoever looks at a ninth partition has done with the first

/** NVS partitions of devices: what is in them, single values changed, and what a cut-off write has spoiled restored. */
export class NvsDesk {
  readonly #tools: Tools;
  /** The one opened first comes first. */
  readonly #opened = new Map<string, Opened>();

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  show(query: Query): Promise<Output<'prov:nvs-show'>> {
    return this.#withDevice(query, async (device, signal) => {
      const mac = await device.readMac(signal);
      await device.inspect(signal);
      const partitions = await device.readPartitionTable(signal);
      const partition = choosePartition(query.partition, partitions);
      const { label, offset, size } = partition;
      const image = await device.read(offset, size, ignore, signal);
      const restores = (await this.listRestores()).filter((kept) => kept.mac === mac);
      const encryptionKey =
        query.encryptionKey ??
        (await keyBesideSettings(device, this.#tools, { image, partitions }, signal));
      const snapshot = await this.#snapshotOf({ mac, offset, image }, encryptionKey);
      const id = this.#keep({
        snapshot,
        origin: { query: { ...query, encryptionKey }, mac, partition },
      });
      return {
        ...snapshot.listing(),
        snapshot: id,
        mac,
        chip: device.chip,
        partition: { label, offset, size },
        restores,
      };
    });
  }

  showAgain({ snapshot }: Input<'prov:nvs-show-again'>): Promise<Output<'prov:nvs-show-again'>> {
    const { query, partition } = this.#originOf(snapshot);
    const { offset, size } = partition;
    return this.show({ ...query, partition: { offset, size } });
  }

  openImage({ image, encryptionKey }: Input<'prov:nvs-open-image'>): Output<'prov:nvs-open-image'> {
    const bytes = new Uint8Array(Buffer.from(image, 'base64'));
    const snapshot = this.#snapshot(bytes, encryptionKey);
    return { ...snapshot.listing(), snapshot: this.#keep({ snapshot }) };
  }

  reveal({ snapshot, ...name }: Input<'prov:nvs-reveal'>): Output<'prov:nvs-reveal'> {
    return { value: this.#find(snapshot).snapshot.reveal(name) };
  }

  difference({ snapshot, changes }: Changes): Output<'prov:nvs-diff'> {
    return this.#find(snapshot).snapshot.edited(changes).difference;
  }

  compare({ snapshot, later }: Input<'prov:nvs-compare'>): Output<'prov:nvs-compare'> {
    return this.#find(snapshot).snapshot.differenceTo(this.#find(later).snapshot);
  }

  /** The firmware may have run since: what else it wrote stays, and the difference must be the one that was shown. */
  set({ snapshot: id, changes }: Changes): Promise<Output<'prov:nvs-set'>> {
    const { query, mac, partition } = this.#originOf(id);
    const shown = this.#find(id).snapshot.edited(changes);
    return this.#withDevice(query, async (device, signal) => {
      const found = await device.readMac(signal);
      if (found !== mac) throw new ProvisioningError('nvs-changed', `MAC ${found}, not ${mac}`);
      const { offset, size } = partition;
      await inspectDevice(
        device,
        { target: { offset, size, override: false }, wifi: false },
        signal,
      );
      const before = await device.read(offset, size, ignore, signal);
      await refusePendingRestore(this.#tools.records, { mac, offset, image: before });
      const now = this.#snapshot(before, query.encryptionKey).edited(changes);
      if (!isDeepStrictEqual(now.exactly, shown.exactly)) {
        throw new ProvisioningError('nvs-changed', `${partition.label} was written meanwhile`);
      }
      if (Buffer.compare(now.image, before) !== 0) {
        const copy = { mac, chip: device.chip, offset, image: before };
        await keepPartition(this.#tools.records, copy);
        await this.#write(device, { ...copy, image: now.image }, signal);
      }
      return now.difference;
    });
  }

  listRestores(): Promise<Output<'prov:nvs-list-restores'>> {
    return this.#tools.records.listPartitions();
  }

  restore(query: Input<'prov:nvs-restore'>): Promise<Output<'prov:nvs-restore'>> {
    return this.#withDevice(query, async (device, signal) => {
      const mac = await device.readMac(signal);
      const kept = await this.#tools.records.findPartitions(mac);
      if (kept.length === 0) throw new ProvisioningError('restore-missing', `MAC ${mac}`);
      const restored = (await this.listRestores()).filter((one) => one.mac === mac);
      for (const copy of kept) {
        const target = { offset: copy.offset, size: copy.image.length, override: true };
        await inspectDevice(device, { target, wifi: false }, signal);
        await this.#write(device, copy, signal);
      }
      return restored;
    });
  }

  async dropRestore(which: Input<'prov:nvs-drop-restore'>): Promise<null> {
    await this.#tools.records.dropPartition(which);
    return null;
  }

  /**
   * Writes, reads back every byte, and only then gives up the copy that is kept. Throws `nvs-write-failed` for whatever
   * happens once something may have changed.
   */
  async #write(
    device: ConnectedDevice,
    { mac, offset, image }: { mac: string; offset: number; image: Uint8Array },
    signal: AbortSignal,
  ): Promise<void> {
    const state = { isChanged: false };
    try {
      await device.write(offset, image, () => (state.isChanged = true), signal);
      await readBack(device, { bytes: image, offset }, ignore, signal);
    } catch (error) {
      if (!state.isChanged) throw error;
      const { title, detail } = toWireError(error);
      throw new ProvisioningError('nvs-write-failed', `${title}: ${detail}`, { cause: error });
    }
    await this.#tools.records.dropPartition({ mac, offset });
  }

  async #withDevice<T>(
    { port, before, baud }: Input<'prov:nvs-restore'>,
    work: (device: ConnectedDevice, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const silent = { onLog: ignore, onNote: ignore };
    const options = { port, before, chip: 'auto', baud, baudIsUsual: false, ...silent } as const;
    await using device = await this.#tools.devices.connect(options, timeout);
    return await work(device, AbortSignal.any([timeout, device.lost]));
  }

  /** A write that was cut off is why a partition cannot be read, where there was one; then that is said. */
  async #snapshotOf(
    { image, ...where }: { mac: string; offset: number; image: Uint8Array },
    key: Secret | undefined,
  ): Promise<NvsSnapshot> {
    try {
      return this.#snapshot(image, key);
    } catch (error) {
      await refusePendingRestore(this.#tools.records, { image, ...where });
      throw error;
    }
  }

  #snapshot(image: Uint8Array, key: Secret | undefined): NvsSnapshot {
    const given = key && new Uint8Array(Buffer.from(key.reveal(), 'hex'));
    const { nvs, nvsKeys } = this.#tools;
    return new NvsSnapshot(nvs, image, given && partitionKey(nvsKeys, given));
  }

  #keep(opened: Opened): string {
    const [oldest] = this.#opened.keys();
    if (oldest !== undefined && this.#opened.size >= SNAPSHOTS_MAX) this.#opened.delete(oldest);
    const id = randomUUID();
    this.#opened.set(id, opened);
    return id;
  }

  #originOf(id: string): NonNullable<Opened['origin']> {
    const { origin } = this.#find(id);
    if (!origin) throw new ProvisioningError('bad-request', 'an image is on no device');
    return origin;
  }

  #find(id: string): Opened {
    const opened = this.#opened.get(id);
    if (!opened) throw new ProvisioningError('nvs-changed', 'it is no longer in memory');
    return opened;
  }
}

function ignore(): void {
  // Neither progress nor the device's own lines are told: a request has one answer.
}
