import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** A server that speaks whatever it is given, on a free loopback port. */
export interface RawServer {
  readonly url: string;
  /** Requests that have arrived, or connections when it speaks first. */
  readonly calls: number;
  close(): Promise<void>;
}

/** Answers each request with these bytes; with `speaksFirst`, each connection. */
export async function startRawServer(
  bytes: string | Buffer,
  { speaksFirst = false } = {},
): Promise<RawServer> {
  let calls = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    const answer = () => {
      calls += 1;
      socket.write(bytes);
    };
    if (speaksFirst) answer();
    else socket.on('data', answer);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get calls() {
      return calls;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** A whole answer of HTTP. */
export function rawAnswer(head: readonly string[], body: string | Buffer = '{}'): Buffer {
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)]);
}
