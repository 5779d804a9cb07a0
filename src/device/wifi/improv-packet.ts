// Improv Wi-Fi, serial protocol, version 1: "IMPROV" | version | type | length | data | checksum.
const HEADER = Uint8Array.of(0x49, 0x4d, 0x50, 0x52, 0x4f, 0x56, 0x01);
const TYPE_AT = HEADER.length;
const LENGTH_AT = TYPE_AT + 1;
const DATA_AT = LENGTH_AT + 1;
const LINE_END = 0x0a; // not of the packet: devices look for the next packet after a line break

export const IMPROV_TYPE = { state: 1, error: 2, command: 3, result: 4 } as const;

export interface ImprovPacket {
  type: number;
  data: Uint8Array;
}

/** The packet as it goes on the wire, with the line break after it. `data`: 255 bytes at most. */
export function encodeImprovPacket({ type, data }: ImprovPacket): Uint8Array {
  const packet = Uint8Array.of(...HEADER, type, data.length, ...data);
  return Uint8Array.of(...packet, checksum(packet), LINE_END);
}

/** Picks the packets out of what a device sends: they come between log lines, and may be cut or damaged. */
export class ImprovReader {
  #pending: Uint8Array = new Uint8Array();

  /** The packets that these bytes complete. */
  receive(bytes: Uint8Array): ImprovPacket[] {
    const packets: ImprovPacket[] = [];
    let rest = fromHeader(new Uint8Array([...this.#pending, ...bytes]));
    for (;;) {
      const length = rest[LENGTH_AT];
      if (length === undefined || rest.length <= DATA_AT + length) break;
      const end = DATA_AT + length;
      const whole = rest[end] === checksum(rest.subarray(0, end));
      if (whole) packets.push({ type: rest[TYPE_AT] ?? 0, data: rest.slice(DATA_AT, end) });
      rest = fromHeader(rest.subarray(whole ? end + 1 : 1));
    }
    this.#pending = rest.slice();
    return packets;
  }
}

/** The low byte of the sum of everything before it, header included. */
function checksum(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;
}

/** What may still become a packet: from the first place where the header stands, or begins at the end. */
function fromHeader(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((_byte, at) =>
    HEADER.every((expected, index) => (bytes[at + index] ?? expected) === expected),
  );
  return bytes.subarray(start < 0 ? bytes.length : start);
}
