/** First byte of the status of both flasher stubs; the second is 0. */
export const StubStatus = {
  OK: 0x00,
  /** The legacy stub's refusal of anything it has no better code for. */
  FAILED: 0x01,
  BAD_LENGTH: 0xc0,
  BAD_CHECKSUM: 0xc1,
  BAD_BLOCK_SIZE: 0xc2,
  INVALID_COMMAND: 0xc3,
  SPI_FAILED: 0xc4,
  NOT_BEGUN: 0xc6,
  INFLATE_FAILED: 0xc7,
  NOT_ENOUGH_DATA: 0xc8,
  TOO_MUCH_DATA: 0xc9,
  NOT_IMPLEMENTED: 0xff,
} as const;
