/**
 * The serial protocol of the ROM loaders and of Espressif's flasher stubs. Source: "Serial Protocol" in Espressif's
 * esptool documentation. All numbers are little-endian.
 *
 * A request is 00, opcode, length of the data (16 bits), checksum (32 bits), data. An answer is 01, opcode, length of
 * the body (16 bits), value (32 bits), body: the data of the answer and a status, two bytes from a stub and four from
 * a ROM, of which the first says whether it failed and the second why.
 */
export const OPCODE = {
  FLASH_BEGIN: 0x02,
  FLASH_DATA: 0x03,
  FLASH_END: 0x04,
  MEM_BEGIN: 0x05,
  MEM_END: 0x06,
  MEM_DATA: 0x07,
  SYNC: 0x08,
  WRITE_REG: 0x09,
  READ_REG: 0x0a,
  CHANGE_BAUDRATE: 0x0f,
  FLASH_DEFL_BEGIN: 0x10,
  FLASH_DEFL_DATA: 0x11,
  FLASH_DEFL_END: 0x12,
  SPI_FLASH_MD5: 0x13,
  GET_SECURITY_INFO: 0x14,
  ERASE_REGION: 0xd1,
  READ_FLASH: 0xd2,
} as const;

export type CommandName = keyof typeof OPCODE;

const HEAD_SIZE = 8;
const REQUEST = 0;
const ANSWER = 1;
const STATUS_SIZE = 2; // what both a ROM and a stub send at least

export interface Answer {
  opcode: number;
  /** The register's value for READ_REG; otherwise without meaning, but 0 from a stub. */
  value: number;
  body: Uint8Array;
}

/** A request as one frame. */
export function encodeRequest(command: CommandName, data: Uint8Array, checksum = 0): Uint8Array {
  const frame = new Uint8Array(HEAD_SIZE + data.length);
  const view = new DataView(frame.buffer);
  view.setUint8(0, REQUEST);
  view.setUint8(1, OPCODE[command]);
  view.setUint16(2, data.length, true);
  view.setUint32(4, checksum, true);
  frame.set(data, HEAD_SIZE);
  return frame;
}

/**
 * The answer in a frame; undefined for whatever else was between two frame ends (boot text, noise, half an answer).
 * Espressif's older stubs forget the status when they count the answer to GET_SECURITY_INFO.
 */
export function decodeAnswer(frame: Uint8Array): Answer | undefined {
  if (frame.length < HEAD_SIZE + STATUS_SIZE || frame[0] !== ANSWER) {
    return undefined;
  }
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const body = frame.subarray(HEAD_SIZE);
  const length = view.getUint16(2, true);
  return length === body.length || length + STATUS_SIZE === body.length
    ? { opcode: view.getUint8(1), value: view.getUint32(4, true), body }
    : undefined;
}

/**
 * Splits the body of an answer that should carry `dataSize` bytes. A refusal may be shorter and then holds the status
 * alone. `failure` is undefined for success, otherwise the status in hex, as Espressif's documents list it.
 */
export function splitBody(
  body: Uint8Array,
  dataSize: number,
): { data: Uint8Array; failure: string | undefined } {
  const complete = body.length >= dataSize + STATUS_SIZE;
  const data = complete ? body.subarray(0, dataSize) : new Uint8Array(0);
  const status = body.subarray(data.length, data.length + STATUS_SIZE);
  const failed = !complete || status[0] !== 0;
  return { data, failure: failed ? Buffer.from(status).toString('hex') : undefined };
}

/** Of the sizes that an answer may have, the first that fits into its body. */
export function fittingSize(body: Uint8Array, sizes: readonly number[]): number {
  return sizes.find((size) => body.length >= size + STATUS_SIZE) ?? 0;
}

/** 32-bit words as the data of a request. */
export function words(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setUint32(index * 4, value, true));
  return bytes;
}

/** A block for MEM_DATA, FLASH_DATA or FLASH_DEFL_DATA: its size, its number, two empty words, its bytes. */
export function block(bytes: Uint8Array, sequence: number): Uint8Array {
  return Buffer.concat([words(bytes.length, sequence, 0, 0), bytes]);
}

/** The checksum of a block: XOR over its bytes, starting at 0xef. */
export function checksum(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0xef);
}
