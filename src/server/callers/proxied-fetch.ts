import { fetch as fetchWith, ProxyAgent } from 'undici';
import type { RequestInfo, RequestInit } from 'undici';

/** `fetch`, through a proxy when there is one. */
export function createFetch(proxy: string | undefined): typeof fetch {
  if (proxy === undefined) return fetch;
  const dispatcher = new ProxyAgent(proxy);
  // Node's fetch is the same as undici's, but for the agents it takes; only its types differ.
  return async (address, init) =>
    (await fetchWith(address as RequestInfo, {
      ...(init as RequestInit),
      dispatcher,
    })) as unknown as Response;
}
