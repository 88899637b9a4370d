import type { Plugin } from 'graphql-yoga';
import type { Config } from '../config.ts';
import { isLoopback } from '../loopback.ts';
import { refuse } from './refuse.ts';
import type { ServerContext } from './server-context.ts';

/**
 * Refuses requests to a loopback listener that name another host: a page whose name was made to
 * point at this machine (DNS rebinding) would be of the same origin and read the answers. Ports do
 * not matter to that, and tunnels change them.
 */
export function useKnownHosts({
  host,
  allowedHosts,
}: Pick<Config, 'host' | 'allowedHosts'>): Plugin<object, ServerContext> {
  if (!isLoopback(host)) return {};
  return {
    onRequest(event) {
      const name = nameIn(event.serverContext.req.headers.host ?? '');
      if (isLoopback(name) || allowedHosts.includes(name)) return;
      refuse(event, 421, {
        code: 'FORBIDDEN',
        message:
          'This gateway listens for its own machine only: ask it as localhost, or list this name in ALLOWED_HOSTS.',
      });
    },
  };
}

/** The host of a `Host` header, without its port and the brackets of IPv6. */
function nameIn(header: string): string {
  const [, address, name = ''] = /^(?:\[([\da-f:.]+)\]|([^:]*))(?::\d*)?$/i.exec(header) ?? [];
  return (address ?? name).toLowerCase();
}
