import type {
  NvsChangeRequest,
  NvsListing,
  NvsShownDifference,
  NvsType,
} from '../../contract/nvs.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { NvsTool } from '../tools.ts';
import { isSecretValue } from './is-secret-value.ts';
import type { NvsDifference, NvsValueOnDevice, NvsView } from './nvs-values.ts';
import { parseValue, valueText } from './value-text.ts';

/** A partition as it was read once, for people: what is in it, and what a change would make of it. */
export class NvsSnapshot {
  readonly image: Uint8Array;
  readonly #tool: NvsTool;
  readonly #key: Uint8Array | undefined;
  readonly #view: NvsView;

  /** Throws `nvs-unreadable` for a partition that firmware could not read with this key either. */
  constructor(tool: NvsTool, image: Uint8Array, encryptionKey: Uint8Array | undefined) {
    this.image = image;
    this.#tool = tool;
    this.#key = encryptionKey;
    this.#view = tool.read(image, encryptionKey);
  }

  listing(): NvsListing {
    const { namespaces, values, unreadable, unreachable } = this.#view;
    return {
      namespaces,
      entries: values.map((value) => {
        const { namespace, key, type } = value;
        const secret = isSecretValue(value);
        return { namespace, key, type, secret, ...shown(value, secret) };
      }),
      unreadable,
      unreachable: unreachable.length,
    };
  }

  /** Throws `nvs-key-missing`. */
  reveal(name: { namespace: string; key: string; type: NvsType }): string {
    const { namespace, key, type } = name;
    const found = this.#view.values.find(
      (value) => value.namespace === namespace && value.key === key && value.type === type,
    );
    if (!found) throw new ProvisioningError('nvs-key-missing', `${namespace}.${key}`);
    return valueText(found);
  }

  /**
   * The image with these changes, and what differs in it. Throws `nvs-value-invalid`, `nvs-key-missing`,
   * `nvs-too-small`, `nvs-unreadable`, `nvs-invalid`; then nothing was made.
   */
  edited(changes: readonly NvsChangeRequest[]): {
    image: Uint8Array;
    difference: NvsShownDifference;
    /** The same with every byte, for comparing. */
    exactly: NvsDifference;
  } {
    const edits = changes.map((change) => {
      if (change.action === 'remove') return change;
      const { action, namespace, key } = change;
      return { action, entry: { namespace, key, ...parseValue(change) } };
    });
    const { image, difference, dropped } = this.#tool.edit(this.image, edits, this.#key);
    const forPeople = { ...shownDifference(difference), dropped };
    return { image, difference: forPeople, exactly: difference };
  }

  /** What an image that came later has otherwise. */
  differenceTo(later: NvsSnapshot): NvsShownDifference {
    return { ...shownDifference(this.#tool.diff(this.#view, later.#view)), dropped: 0 };
  }
}

function shownDifference({ changes, ...namespaces }: NvsDifference) {
  return {
    ...namespaces,
    changes: changes.map(({ namespace, key, type, before, after }) => {
      const states = [before, after].map((bytes) => bytes && { namespace, key, type, bytes });
      const secret = states.some((value) => value && isSecretValue(value));
      const [old = null, fresh = null] = states.map((value) => value && shown(value, secret));
      return { namespace, key, type, secret, before: old, after: fresh };
    }),
  };
}

function shown(value: NvsValueOnDevice, secret: boolean) {
  return { bytes: value.bytes.length, value: secret ? null : valueText(value) };
}
