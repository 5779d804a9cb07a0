import type { NvsChangeRequest } from '../../contract/nvs.ts';
import { ProvisioningError } from '../../contract/provisioning-error.ts';
import type { NvsTypedValue, NvsValueOnDevice } from './nvs-values.ts';

/** A stored value as text: numbers in decimal, strings up to their NUL (what is no UTF-8 becomes U+FFFD), blobs in hex. */
export function valueText({ type, bytes }: Pick<NvsValueOnDevice, 'type' | 'bytes'>): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case 'u8':
      return String(view.getUint8(0));
    case 'i8':
      return String(view.getInt8(0));
    case 'u16':
      return String(view.getUint16(0, true));
    case 'i16':
      return String(view.getInt16(0, true));
    case 'u32':
      return String(view.getUint32(0, true));
    case 'i32':
      return String(view.getInt32(0, true));
    case 'u64':
      return String(view.getBigUint64(0, true));
    case 'i64':
      return String(view.getBigInt64(0, true));
    case 'float':
      return String(view.getFloat32(0, true));
    case 'double':
      return String(view.getFloat64(0, true));
    case 'string': {
      const end = bytes.indexOf(0);
      const text = new TextDecoder('utf-8', { ignoreBOM: true });
      return text.decode(end === -1 ? bytes : bytes.subarray(0, end));
    }
    case 'blob':
      return Buffer.from(bytes).toString('hex');
  }
}

/** The reverse. Throws `nvs-value-invalid`, without the value in it. */
export function parseValue({
  key,
  type,
  value,
}: Extract<NvsChangeRequest, { action: 'set' }>): NvsTypedValue {
  const text = value.reveal();
  const wrong = (what: string) =>
    new ProvisioningError('nvs-value-invalid', `${key}: the value is no ${what}`);
  switch (type) {
    case 'string':
      return { type, value: text };
    case 'blob':
      if (!/^([0-9a-f]{2})*$/i.test(text.trim())) throw wrong('pairs of hex digits');
      return { type, value: new Uint8Array(Buffer.from(text.trim(), 'hex')) };
    case 'float':
    case 'double': {
      const number = type === 'float' ? Math.fround(Number(text)) : Number(text);
      if (text.trim() === '' || !Number.isFinite(number)) throw wrong(`number of a ${type}`);
      return { type, value: number };
    }
    case 'u64':
    case 'i64':
      return { type, value: integer(text, wrong) };
    default:
      return { type, value: Number(integer(text, wrong)) };
  }
}

function integer(text: string, wrong: (what: string) => Error): bigint {
  const match = /^\s*([+-]?)(\d{1,20}|0x[0-9a-f]{1,16})\s*$/i.exec(text);
  if (!match?.[2]) throw wrong('whole number in decimal or 0x hex');
  const magnitude = BigInt(match[2]);
  return match[1] === '-' ? -magnitude : magnitude;
}
