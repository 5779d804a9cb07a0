/**
 * An open serial line, wherever it leads: a local port, an RFC 2217 server, a raw TCP stream.
 * Every method rejects with a ProvisioningError: `port-lost` once the line is gone, `port-failed` when it refuses.
 */
export interface SerialLine {
  /** The name it was opened by: `/dev/ttyUSB0`, `COM3`, `rfc2217://host:port`, `socket://host:port`. */
  readonly path: string;
  /** Aborted once, with the error as its reason, when the line is gone (unplugged, connection cut); not by `close`. */
  readonly lost: AbortSignal;
  /** Resolves when the bytes are handed to the operating system, not when the device has them. */
  write(bytes: Uint8Array): Promise<void>;
  /** Returns the unsubscribe. The first listener gets what came before it; later, bytes that nobody listens to are dropped. */
  onData(listener: (bytes: Uint8Array) => void): () => void;
  /** In baud, in place: the port stays open, DTR and RTS stay as they are. */
  setBaudRate(baudRate: number): Promise<void>;
  /** Sets both lines; where the line has none (a pty, `socket://`) it does nothing. */
  setLines(lines: ControlLines): Promise<void>;
  /**
   * Does what resets the device, on a line that may go away with it: it returns when the line is there again, with
   * what `reset` returned. Rejects with `device-not-back`.
   */
  acrossReset?<T>(reset: () => Promise<T>): Promise<T>;
  /** How often the line has gone and come back so far. */
  readonly returns?: number;
  /** Releases DTR and RTS and lets go of the port. Idempotent, never rejects, over within a second even on a dead line. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** True is "asserted". On the usual reset circuit RTS alone holds EN low (reset) and DTR alone holds IO0 low (bootloader). */
export interface ControlLines {
  dtr: boolean;
  rts: boolean;
}

/** How a line is opened; `onClosed` runs once, when the line has let go of the port. */
export interface LineOptions {
  baudRate: number;
  signal: AbortSignal;
  onClosed: () => void;
}
