/** What this tool needs of an open serial line. Any object with these members will do. */
export interface SerialLine {
  /** Resolves when the bytes are handed on; rejects when the line is gone. */
  write(bytes: Uint8Array): Promise<void>;
  /** Returns the unsubscribe. */
  onData(listener: (bytes: Uint8Array) => void): () => void;
  /** In baud, in place. */
  setBaudRate(baudRate: number): Promise<void>;
  /** Sets both control lines; true is "asserted". */
  setLines(lines: { dtr: boolean; rts: boolean }): Promise<void>;
  /** Aborted once, with the reason, when the line is gone. */
  readonly lost: AbortSignal;
  /**
   * Does what resets the chip, for a line that goes away with the chip: it returns, with what `reset` returned, when
   * the line is there again, or rejects when it does not come back. A line that stays needs none of this.
   */
  acrossReset?<T>(reset: () => Promise<T>): Promise<T>;
}
