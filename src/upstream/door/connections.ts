import { Pool, ProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';
import { createConnector } from './tls-connector.ts';
import type { Tls } from './tls-connector.ts';

export interface ConnectionOptions {
  readonly origin: string;
  /** The URL of a proxy that connects to it. */
  readonly proxy: string | undefined;
  readonly tls: () => Tls | undefined;
  readonly timeoutMs: number;
  readonly maxConnections: number;
}

const maxHeaderBytes = 16_384;

/** The connections to one origin, directly or through a proxy, which sees nothing of https. */
export function openConnections(options: ConnectionOptions): Dispatcher {
  const { origin, proxy, tls, timeoutMs: timeout, maxConnections } = options;
  const common = {
    connections: maxConnections,
    maxHeaderSize: maxHeaderBytes,
    // Each exchange has one deadline for all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  if (proxy === undefined) {
    return new Pool(origin, { ...common, connect: createConnector(tls, timeout) });
  }
  return new ProxyAgent({
    ...common,
    uri: proxy,
    proxyTls: { timeout },
    requestTls: { ...tls(), timeout },
  });
}
