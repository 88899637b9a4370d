import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The path of a file in `tls/`. All certificates there end in 2120. */
export function tlsFile(name: string): string {
  return fileURLToPath(new URL(`tls/${name}`, import.meta.url));
}

/**
 * Puts https before a server, for 127.0.0.1 and with a certificate of the test's authority. Gives
 * its URL; closed when the test ends.
 */
export async function startTlsFront(
  url: string,
  { host = '127.0.0.1', ...options }: ServerOptions & { readonly host?: string } = {},
): Promise<string> {
  const front = createServer(
    {
      cert: readFileSync(tlsFile('server.cert.pem')),
      key: readFileSync(tlsFile('server.key.pem')),
      ca: readFileSync(tlsFile('authority.cert.pem')),
      ...options,
    },
    (incoming, outgoing) => {
      const { method, headers } = incoming;
      const onward = request(`${url}${incoming.url}`, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(onward);
    },
  ).listen(0, host);
  await once(front, 'listening');
  onTestFinished(() => {
    front.close();
    front.closeAllConnections();
  });
  return `https://${host}:${(front.address() as AddressInfo).port}`;
}
