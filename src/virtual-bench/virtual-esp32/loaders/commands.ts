/** Opcodes of the ROM loader and the flasher stubs (esptool's serial protocol document). */
export const Opcode = {
  FLASH_BEGIN: 0x02,
  FLASH_DATA: 0x03,
  FLASH_END: 0x04,
  MEM_BEGIN: 0x05,
  MEM_END: 0x06,
  MEM_DATA: 0x07,
  SYNC: 0x08,
  WRITE_REG: 0x09,
  READ_REG: 0x0a,
  SPI_SET_PARAMS: 0x0b,
  SPI_ATTACH: 0x0d,
  READ_FLASH_SLOW: 0x0e,
  CHANGE_BAUDRATE: 0x0f,
  FLASH_DEFL_BEGIN: 0x10,
  FLASH_DEFL_DATA: 0x11,
  FLASH_DEFL_END: 0x12,
  SPI_FLASH_MD5: 0x13,
  GET_SECURITY_INFO: 0x14,
  ERASE_FLASH: 0xd0,
  ERASE_REGION: 0xd1,
  READ_FLASH: 0xd2,
  RUN_USER_CODE: 0xd3,
  FLASH_ENCRYPT_DATA: 0xd4,
} as const;

/** direction, opcode, length (16 bit), checksum (32 bit). */
export const HEADER_SIZE = 8;
/** FLASH_DATA, FLASH_DEFL_DATA and MEM_DATA start with length, sequence number and two unused words. */
export const DATA_HEADER_SIZE = 16;

const REQUEST = 0x00;
const RESPONSE = 0x01;

/**
 * A command as it lies in a loader's receive buffer. Nothing is checked: words beyond the frame are
 * what an earlier frame left there, and some loaders use them.
 */
export class Request {
  /** Bytes that this frame brought, header included. */
  readonly frameLength: number;
  readonly #view: DataView;

  constructor(buffer: Uint8Array, frameLength: number) {
    this.frameLength = frameLength;
    this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }

  get isRequest(): boolean {
    return this.#view.getUint8(0) === REQUEST;
  }

  get opcode(): number {
    return this.#view.getUint8(1);
  }

  /** The length that the header announces, without the header. */
  get length(): number {
    return this.#view.getUint16(2, true);
  }

  get checksum(): number {
    return this.#view.getUint32(4, true);
  }

  /** Word `index` of the payload. */
  word(index: number): number {
    return this.#view.getUint32(HEADER_SIZE + 4 * index, true);
  }

  /** `length` bytes of the payload from `offset` on, cut at the end of the buffer. */
  bytes(offset: number, length: number): Uint8Array {
    const start = this.#view.byteOffset + HEADER_SIZE + offset;
    const most = Math.max(0, this.#view.byteLength - HEADER_SIZE - offset);
    return new Uint8Array(this.#view.buffer, start, Math.max(0, Math.min(length, most)));
  }
}

/** The head of an answer; `length` counts the data that follows, status included. */
export function responseHead(opcode: number, length: number, value: number): Uint8Array {
  const head = Buffer.alloc(HEADER_SIZE);
  head[0] = RESPONSE;
  head[1] = opcode;
  head.writeUInt16LE(length, 2);
  head.writeUInt32LE(value >>> 0, 4);
  return head;
}

/** XOR of all bytes, started at 0xEF: the checksum of the data commands. */
export function dataChecksum(data: Uint8Array): number {
  return data.reduce((checksum, byte) => checksum ^ byte, 0xef);
}
