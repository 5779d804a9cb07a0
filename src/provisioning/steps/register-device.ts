import { X509Certificate } from 'node:crypto';

import type { ProvisionRequest } from '../../contract/run.ts';
import type {
  Certificate,
  CertificateAuthority,
  Identity,
  RecordedIdentity,
  Registration,
} from '../tools.ts';

export interface RegisterOptions {
  ca: NonNullable<ProvisionRequest['ca']>;
  timeoutMs: number;
  recorded: RecordedIdentity | undefined;
}

export interface Registered extends Certificate {
  registered: 'now' | 'before';
  /** notAfter of the certificate, ISO 8601. */
  validTo: string;
  warnings: string[];
}

/** The device's certificate: the one on record where this CA gave it and it still holds, else asked for. */
export async function registerDevice(
  device: Registration,
  { ca, timeoutMs, recorded }: RegisterOptions,
  authority: CertificateAuthority,
  signal: AbortSignal,
): Promise<Registered> {
  const kept = recorded?.caUrl === ca.url && certificateOnRecord(device, recorded, authority);
  if (kept) return kept;
  const { url, trust, token } = ca;
  const certificate = await authority.register(device, { url, trust, token, timeoutMs }, signal);
  return { ...certificate, registered: 'now', validTo: validTo(certificate) };
}

/** The certificate that this identity already has, if it still holds. */
export function certificateOnRecord(
  { uuid, psk }: Identity,
  recorded: RecordedIdentity | undefined,
  authority: CertificateAuthority,
): Registered | undefined {
  if (!recorded?.certificate) return undefined;
  if (recorded.uuid !== uuid || !recorded.psk.equals(psk)) return undefined;
  const { certificate } = recorded;
  try {
    const warnings = authority.check(certificate, uuid);
    return { ...certificate, registered: 'before', validTo: validTo(certificate), warnings };
  } catch {
    return undefined; // expired since
  }
}

function validTo({ certificate }: Certificate): string {
  return new X509Certificate(certificate).validToDate.toISOString();
}
