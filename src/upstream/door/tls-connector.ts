import type { ConnectionOptions } from 'node:tls';
import { buildConnector } from 'undici';

/** What https needs besides what Node trusts, in PEM. */
export type Tls = Pick<ConnectionOptions, 'ca' | 'cert' | 'key'>;

/** Connects with what `tlsOf` says at the time: another object where that has changed. */
export function createConnector(
  tlsOf: () => Tls | undefined,
  timeoutMs: number,
): buildConnector.connector {
  let tls = tlsOf();
  let connect = buildConnector({ ...tls, timeout: timeoutMs });
  return (options, callback) => {
    const current = tlsOf();
    if (current !== tls) {
      tls = current;
      connect = buildConnector({ ...tls, timeout: timeoutMs });
    }
    connect(options, callback);
  };
}
