import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** Starts to listen; resolves with the server's URL, without a slash at its end. */
export async function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening');
  const { address, family, port: taken } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`;
}
