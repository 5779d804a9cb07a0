import { type ChosenFirmware, Settings } from '../../contract/channels.ts';

/** The form as typed: what the program remembers, and what it must forget with the window. */
export interface FormValues extends Settings {
  allowHttp: boolean;
  /** The program keeps it in memory, until it is closed. */
  firmware: ChosenFirmware | null;
  /** A developer's choice for this window, never remembered. */
  overridePartitionCheck: boolean;
  /** The one with which this board's settings are encrypted, in hex; empty where it has or needs none. */
  nvsKey: string;
  uuid: string;
  psk: string;
  caToken: string;
  password: string;
}
export type Field = keyof FormValues;

export const EMPTY_FORM: FormValues = {
  ...Settings.parse({}),
  allowHttp: false,
  firmware: null,
  overridePartitionCheck: false,
  nvsKey: '',
  uuid: '',
  psk: '',
  caToken: '',
  password: '',
};

/** The part that may be written to disk: no secret is in it. */
export function settingsOf(values: FormValues): Settings {
  const {
    allowHttp: _allowed,
    overridePartitionCheck: _override,
    firmware: _file,
    ...rest
  } = values;
  const { uuid: _uuid, nvsKey: _key, ...unnamed } = rest;
  const { psk: _psk, caToken: _token, password: _password, ...settings } = unnamed;
  return settings;
}
