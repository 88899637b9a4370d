import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** Sends these bytes over a connection of its own; all that comes back until it is closed. */
export async function rawRequest(port: string | number, bytes: string): Promise<string> {
  const socket = connect(Number(port), '127.0.0.1');
  socket.end(bytes, 'latin1');
  return text(socket);
}
