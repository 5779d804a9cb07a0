import {
  byteLength,
  CaToken,
  CaUrl,
  isConfidential,
  NvsRegion,
  Psk,
  Ssid,
  Uuid,
  WifiPassword,
} from '../../contract/fields.ts';
import { parsePortAddress } from '../../contract/port-address.ts';
import type { Profile } from '../../contract/profile.ts';
import type { Texts } from '../texts/en.ts';
import type { Field, FormValues } from './form-values.ts';
import { nvsKeyKind } from './nvs-key.ts';
import { nvsLabel } from './nvs-label.ts';
import { isUsable, type PortStatus } from './port-status.ts';
import { writesNvs } from './wifi-only-by.ts';

/** What keeps a run from beginning, and the field where it is put right. */
export type Problem = { field: Field } & (
  | { code: PlainCode }
  | { code: 'ssid-long'; bytes: number }
  | { code: 'psk-invalid' | 'nvs-key-invalid'; digits: number }
);
type PlainCode = Exclude<
  keyof Texts['fieldProblems'],
  'ssid-long' | 'psk-invalid' | 'nvs-key-invalid'
>;

/** All problems of the form in its reading order; the validators are those of the contract. */
export function formProblems(
  values: FormValues,
  { profile, port }: { profile: Profile; port: PortStatus },
): Problem[] {
  const found: (Problem | undefined)[] = [
    profile.name === values.profile ? undefined : { field: 'profile', code: 'profile-missing' },
    portProblem(values, port),
    ...(writesNvs(values, profile) && nvsLabel(values, profile) === undefined
      ? regionProblems(values, profile)
      : []),
    keyProblem(values, profile),
    ...(values.includeCredentials
      ? [caProblem(values, profile), tokenProblem(values), ...ownCredentials(values, profile)]
      : []),
    ...(values.configureWifi ? [ssidProblem(values), passwordProblem(values)] : []),
    values.includeCredentials || values.configureWifi
      ? undefined
      : { field: 'includeCredentials', code: 'nothing-to-do' },
  ];
  return found.filter((problem) => problem !== undefined);
}

export function problemText({ fieldProblems }: Texts, problem: Problem): string {
  switch (problem.code) {
    case 'ssid-long':
      return fieldProblems[problem.code](problem.bytes);
    case 'psk-invalid':
    case 'nvs-key-invalid':
      return fieldProblems[problem.code](problem.digits);
    default:
      return fieldProblems[problem.code];
  }
}

/** The URL that the run will use: the form's, else the profile's. */
export function caUrlOf({ caUrl }: Pick<FormValues, 'caUrl'>, { ca }: Profile): string {
  return caUrl === '' ? (ca.url ?? '') : caUrl;
}

/** Whether the URL is one over which the PSK can be read on its way. */
export function isPlainHttp(url: string): boolean {
  const parsed = CaUrl.safeParse(url);
  return parsed.success && !isConfidential(parsed.data);
}

function portProblem({ port }: FormValues, status: PortStatus): Problem | undefined {
  const pasted = pastedWith(port);
  if (pasted) return { field: 'port', code: pasted };
  if (!isPortAddress(port)) return { field: 'port', code: 'port-invalid' };
  if (isUsable(status)) return undefined;
  return { field: 'port', code: status === 'unplugged' ? 'port-unplugged' : 'port-missing' };
}

function isPortAddress(port: string): boolean {
  try {
    parsePortAddress(port);
    return true;
  } catch {
    return false;
  }
}

/** What clings to a value that was copied from elsewhere. Nothing is taken away silently, so it is named. */
function pastedWith(value: string): PlainCode | undefined {
  if (value !== value.trim()) return 'space-around';
  if (/^[{"'<(].*[}"'>)]$/.test(value)) return 'brackets-around';
  return undefined;
}

/** The same for hex digits. */
function clingsToHex(value: string): PlainCode | undefined {
  return pastedWith(value) ?? (/^0x/i.test(value) ? 'hex-prefix' : undefined);
}

const SECTOR_OFFSET = 0;
const SMALLEST_SIZE = 0x3000;

/** Each of the two is checked beside a partner that is right, so that the one that is wrong is named. */
function regionProblems({ nvsOffset, nvsSize }: FormValues, { nvs }: Profile): Problem[] {
  const offset = nvsOffset === '' ? nvs.offset : nvsOffset;
  const size = nvsSize === '' ? nvs.size : nvsSize;
  const problems: Problem[] = [];
  if (!NvsRegion.safeParse({ offset, size: SMALLEST_SIZE }).success) {
    problems.push({ field: 'nvsOffset', code: pastedWith(nvsOffset) ?? 'offset-invalid' });
  }
  if (!NvsRegion.safeParse({ offset: SECTOR_OFFSET, size }).success) {
    problems.push({ field: 'nvsSize', code: pastedWith(nvsSize) ?? 'size-invalid' });
  }
  return problems;
}

function keyProblem(values: FormValues, profile: Profile): Problem | undefined {
  const kind = nvsKeyKind(values, profile);
  const { nvsKey } = values;
  if (!kind) return undefined;
  const { digits, needed } = kind;
  if (nvsKey === '') return needed ? { field: 'nvsKey', code: 'nvs-key-missing' } : undefined;
  if (nvsKey.length === digits && /^[0-9a-f]+$/i.test(nvsKey)) return undefined;
  const clings = clingsToHex(nvsKey);
  return clings
    ? { field: 'nvsKey', code: clings }
    : { field: 'nvsKey', code: 'nvs-key-invalid', digits };
}

function caProblem(values: FormValues, profile: Profile): Problem | undefined {
  const url = caUrlOf(values, profile);
  if (url === '') return { field: 'caUrl', code: 'ca-missing' };
  if (pastedWith(url) || !CaUrl.safeParse(url).success) {
    return { field: 'caUrl', code: pastedWith(url) ?? 'ca-invalid' };
  }
  if (!isPlainHttp(url) || values.allowHttp || profile.ca.allowHttp) return undefined;
  return { field: 'allowHttp', code: 'ca-insecure' };
}

function tokenProblem({ caToken }: FormValues): Problem | undefined {
  if (caToken === '' || CaToken.safeParse(caToken).success) return undefined;
  return { field: 'caToken', code: pastedWith(caToken) ?? 'token-invalid' };
}

function ownCredentials({ uuid, psk }: FormValues, { identity }: Profile): Problem[] {
  const problems: Problem[] = [];
  const digits = 2 * identity.pskBytes;
  if (uuid !== '' && !Uuid.safeParse(uuid).success) {
    problems.push({ field: 'uuid', code: pastedWith(uuid) ?? 'uuid-invalid' });
  }
  if (psk !== '' && (psk.length !== digits || !Psk.safeParse(psk).success)) {
    const code = clingsToHex(psk);
    problems.push(code ? { field: 'psk', code } : { field: 'psk', code: 'psk-invalid', digits });
  }
  return problems;
}

const SSID_BYTES = 32;

function ssidProblem({ ssid }: FormValues): Problem | undefined {
  if (Ssid.safeParse(ssid).success) return undefined;
  const bytes = byteLength(ssid);
  if (bytes === 0) return { field: 'ssid', code: 'ssid-missing' };
  if (bytes > SSID_BYTES) return { field: 'ssid', code: 'ssid-long', bytes };
  return { field: 'ssid', code: 'ssid-control' };
}

function passwordProblem({ openNetwork, password }: FormValues): Problem | undefined {
  if (openNetwork || WifiPassword.safeParse(password).success) return undefined;
  return { field: 'password', code: password === '' ? 'password-missing' : 'password-invalid' };
}
