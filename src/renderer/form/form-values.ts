import { type ChosenFirmware, Settings } from '../../contract/channels.ts';

/** The form as typed: what the program remembers, and what it must forget with the window. */
export interface FormValues extends Settings {
  allowHttp: boolean;
  /** The program keeps it in memory, until it is closed. */
  firmware: ChosenFirmware | null;
  /** A developer's choice for this window, never remembered. */
  overridePartitionCheck: boolean;
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
  const { uuid: _uuid, psk: _psk, caToken: _token, password: _password, ...settings } = rest;
  return settings;
}
