import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';

import { ComPortSession, type SerialPortEnd } from './com-port-session.ts';

/** A board as its serial port sees it: one that can be unplugged. */
export interface SerialBoard extends SerialPortEnd {
  /** Bytes from the chip. Returns what ends the listening. */
  onTransmit(listener: (bytes: Uint8Array) => void): () => void;
  /** Whether the board is on the bus now, and when that changes. Returns what ends the listening. */
  readonly pluggedIn: boolean;
  onUnplug(listener: () => void): () => void;
}

export interface Rfc2217Server {
  /** `rfc2217://host:port`, as pyserial and esptool want it. */
  readonly url: string;
  readonly port: number;
  /** Whether a client has the port open. */
  readonly inUse: boolean;
  /** Tears the client's connection down without a goodbye, as a pulled cable does. */
  cutConnection(): void;
  close(): Promise<void>;
}

/** ser2net's words for a second client, and like ser2net we then hang up. */
const PORT_IN_USE = 'Port already in use\r\n';

/** A client that never reads loses bytes beyond this, as it would at the buffer of a real port. */
const LARGEST_BACKLOG_BYTES = 1 << 20;

/**
 * Offers a board's serial port over TCP by RFC 2217. One client at a time; while the board is unplugged every
 * connection is cut at once. Throws what `listen` throws (EADDRINUSE, EACCES).
 * @param options.port 0 lets the system choose.
 */
export async function startRfc2217Server(
  board: SerialBoard,
  options: { host: string; port: number },
): Promise<Rfc2217Server> {
  const sockets = new Set<Socket>();
  let client: Socket | undefined;
  const admit = (socket: Socket): void => {
    if (socket.destroyed) return;
    if (!board.pluggedIn) {
      socket.resetAndDestroy();
    } else if (client !== undefined) {
      socket.end(PORT_IN_USE);
    } else {
      client = socket;
      serve(board, socket, () => {
        client = undefined;
      });
    }
  };
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined); // 'close' follows, and that is what counts
    // The client before may have left in this very moment: its goodbye is heard first.
    setImmediate(admit, socket);
  });
  const cutConnection = (): void => {
    client?.resetAndDestroy();
  };
  const stopWatching = board.onUnplug(cutConnection);

  server.listen(options.port, options.host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `rfc2217://${host}:${port}`,
    port,
    get inUse() {
      return client !== undefined;
    },
    cutConnection,
    async close() {
      stopWatching();
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.resetAndDestroy();
      await closed;
    },
  };
}

/** The conversation is over when either side closes, not only when both have: the next client may be waiting. */
function serve(board: SerialBoard, socket: Socket, onLeave: () => void): void {
  const session = new ComPortSession(board, (bytes) => {
    if (socket.writable && socket.writableLength < LARGEST_BACKLOG_BYTES) socket.write(bytes);
  });
  const stopListening = board.onTransmit((bytes) => session.transmit(bytes));
  let isOver = false;
  const leave = (): void => {
    if (isOver) return;
    isOver = true;
    stopListening();
    session.end();
    onLeave();
  };
  socket.on('data', (bytes) => session.receive(bytes));
  socket.once('end', leave);
  socket.once('error', leave); // a reset: its 'close' comes only after the next client was looked at
  socket.once('close', leave);
}
