import type { NvsBigIntType, NvsNumberType, NvsValue } from './nvs-entry.ts';
import { NvsError } from './nvs-error.ts';

/**
 * The data bytes of an entry that holds a number, as two little-endian words; what the number does
 * not use stays 0xFF. Throws NvsError where the type cannot hold the number.
 */
export function numberWords(
  item: Exclude<NvsValue, { type: 'string' | 'blob' }>,
): readonly [number, number] {
  const data = new DataView(new ArrayBuffer(8));
  switch (item.type) {
    case 'float':
      if (!Object.is(Math.fround(item.value), item.value)) {
        throw new NvsError('value-not-representable', 'the value is not a 32-bit float');
      }
      data.setFloat32(0, item.value, true);
      return [data.getUint32(0, true), 0xffffffff];
    case 'double':
      data.setFloat64(0, item.value, true);
      break;
    default:
      data.setBigUint64(0, integerBits(item.type, item.value), true);
  }
  return [data.getUint32(0, true), data.getUint32(4, true)];
}

/** The bytes of a string as they are stored: UTF-8 with one NUL behind. */
export function stringBytes(value: string): Uint8Array {
  if (value.includes('\0')) {
    throw new NvsError(
      'string-has-nul',
      'the string holds a NUL, behind which firmware reads nothing',
    );
  }
  if (!value.isWellFormed()) {
    throw new NvsError('string-not-unicode', 'the string holds half a surrogate pair');
  }
  return Buffer.from(`${value}\0`);
}

const BITS: Record<NvsNumberType | NvsBigIntType, number> = {
  u8: 8,
  i8: 8,
  u16: 16,
  i16: 16,
  u32: 32,
  i32: 32,
  u64: 64,
  i64: 64,
};

function integerBits(type: NvsNumberType | NvsBigIntType, value: number | bigint): bigint {
  const bits = BITS[type];
  const isSigned = type.startsWith('i');
  const end = 1n << BigInt(isSigned ? bits - 1 : bits);
  const start = isSigned ? -end : 0n;
  if (typeof value === 'number' && !Number.isInteger(value)) {
    throw new NvsError('value-out-of-range', 'the value is not an integer');
  }
  const integer = BigInt(value);
  if (integer < start || integer >= end) {
    throw new NvsError(
      'value-out-of-range',
      `the value is outside ${type}, which holds ${start} to ${end - 1n}`,
    );
  }
  return BigInt.asUintN(64, BigInt.asUintN(bits, integer) | (-1n << BigInt(bits)));
}
