import type { DeviceRecord } from '../contract/record.ts';
import type { Secret } from '../contract/secret.ts';
import { csv } from './csv.ts';

/** `json` is exact; `csv` and `txt` are for people and spreadsheets. */
export type CredentialsFormat = 'json' | 'csv' | 'txt';

/** The credentials of a device in clear, as they stand in a file. The Wi-Fi password is in none of them. */
export function credentialsText(
  record: DeviceRecord,
  secrets: { psk: Secret },
  format: CredentialsFormat,
): string {
  const credentials = credentialsOf(record, secrets);
  switch (format) {
    case 'json':
      return `${JSON.stringify(credentials, null, 2)}\n`;
    case 'csv':
      return csv([
        Object.keys(credentials),
        Object.values(credentials).map((value) => value ?? ''),
      ]);
    case 'txt':
      return Object.entries(credentials)
        .map(([name, value]) => textLine(name, value ?? '-'))
        .join('');
  }
}

type Credentials = Record<string, string | null>;

/** Their order is that of the file. */
function credentialsOf(record: DeviceRecord, { psk }: { psk: Secret }): Credentials {
  return {
    mac: record.mac,
    macWithColons: record.mac.replace(/..(?!$)/g, '$&:'),
    chip: record.chip,
    uuid: record.uuid,
    psk: psk.reveal(),
    certificate: record.certificate,
    caCertificate: record.caCertificate,
    ssid: record.wifi?.ssid ?? null,
    ip: record.wifi?.ip ?? null,
    recordId: record.id,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}

function textLine(name: string, value: string): string {
  return value.includes('\n') ? `${name}:\n${value.trimEnd()}\n` : `${name}: ${value}\n`;
}
