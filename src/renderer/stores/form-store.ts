import { createStore, type StoreApi } from 'zustand/vanilla';

import type { Settings } from '../../contract/channels.ts';
import { EMPTY_FORM, type Field, type FormValues } from '../form/form-values.ts';

export interface FormState {
  values: FormValues;
  /** Fields in which a person is or has been: the program writes nothing into them any more. */
  touched: ReadonlySet<Field>;
  /** Fields that were left once: only their problems are shown. */
  left: ReadonlySet<Field>;
  /** Where a person was last, to go back there. */
  lastField: Field | null;
  /** The port that was typed rather than chosen. */
  typedPort: string | null;
}

export interface FormStore extends StoreApi<FormState> {
  /** What a person has typed or chosen. */
  change(values: Partial<FormValues>): void;
  typePort(port: string): void;
  /** A person has come to the field. */
  touch(field: Field): void;
  /** The field is checked from now on. */
  leave(field: Field): void;
  /** What the program knows from before, for the fields that nobody has touched: it may come late. */
  load(settings: Partial<Settings>): void;
  /** Forgets the UUID, PSK and key that were given for one board. */
  dropOverrides(): void;
}

export function createFormStore(initial: Partial<FormState> = {}): FormStore {
  const store = createStore<FormState>()(() => ({
    values: EMPTY_FORM,
    touched: new Set(),
    left: new Set(),
    lastField: null,
    typedPort: null,
    ...initial,
  }));
  const put = (values: Partial<FormValues>) =>
    store.setState((state) => ({ values: { ...state.values, ...values } }));
  const touch = (field: Field) =>
    store.setState(({ touched }) => ({ touched: new Set(touched).add(field) }));
  const change = (values: Partial<FormValues>) => {
    Object.keys(values).filter(isField).forEach(touch);
    put(values);
  };
  return {
    ...store,
    change,
    typePort: (port) => {
      store.setState({ typedPort: port });
      change({ port });
    },
    touch,
    leave: (field) =>
      store.setState(({ left }) => ({ left: new Set(left).add(field), lastField: field })),
    load: (settings) => {
      const { touched, values } = store.getState();
      put({
        ...settings,
        ...Object.fromEntries([...touched].map((field) => [field, values[field]])),
      });
    },
    dropOverrides: () => put({ uuid: '', psk: '', nvsKey: '' }),
  };
}

function isField(name: string): name is Field {
  return name in EMPTY_FORM;
}
