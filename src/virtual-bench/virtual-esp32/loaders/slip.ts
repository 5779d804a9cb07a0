/** The byte that delimits frames (RFC 1055), and its escapes. */
export const SLIP_END = 0xc0;
export const SLIP_ESCAPE = 0xdb;
export const SLIP_ESCAPED_END = 0xdc;
export const SLIP_ESCAPED_ESCAPE = 0xdd;

/** One frame on the wire: END, the payload escaped, END. */
export function slipFrame(payload: Uint8Array): Uint8Array {
  const escaped = slipEscape(payload);
  const frame = new Uint8Array(escaped.length + 2).fill(SLIP_END);
  frame.set(escaped, 1);
  return frame;
}

/** The payload escaped, without delimiters: for a frame that is sent piece by piece. */
export function slipEscape(payload: Uint8Array): Uint8Array {
  const escaped = new Uint8Array(payload.length * 2);
  let length = 0;
  for (const byte of payload) {
    if (byte === SLIP_END || byte === SLIP_ESCAPE) {
      escaped[length++] = SLIP_ESCAPE;
      escaped[length++] = byte === SLIP_END ? SLIP_ESCAPED_END : SLIP_ESCAPED_ESCAPE;
    } else {
      escaped[length++] = byte;
    }
  }
  return escaped.subarray(0, length);
}
