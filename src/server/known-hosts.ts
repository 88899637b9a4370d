import type { IncomingMessage } from 'node:http';
import type { Config } from '../config/config.ts';
import { isLoopback } from '../config/loopback.ts';
import type { Step } from './answer.ts';
import { refuse } from './refuse.ts';
import { rememberLast } from '../memory/remember.ts';

/**
 * Refuses requests to a loopback listener that name another host: a page whose name was made to
 * point at this machine (DNS rebinding) would be of the same origin and read the answers. Ports do
 * not matter to that, and tunnels change them.
 */
export function knowHost(config: HostSettings): Step {
  const isKnownHost = answersTo(config);
  return (exchange) => {
    if (isKnownHost(exchange.req)) return undefined;
    return refuse(exchange, 421, {
      code: 'FORBIDDEN',
      message:
        'This gateway listens for its own machine only: ask it as localhost, or list this name in ALLOWED_HOSTS.',
    });
  };
}

type HostSettings = Pick<Config, 'host' | 'allowedHosts'>;

/** Whether a request names this machine, or a name that is allowed; any, unless on loopback. */
export function answersTo({ host, allowedHosts }: HostSettings): (req: IncomingMessage) => boolean {
  if (!isLoopback(host)) return () => true;
  const isKnown = rememberLast((header) => {
    const name = nameIn(header);
    return isLoopback(name) || allowedHosts.includes(name.replace(/\.$/, ''));
  });
  return ({ headers }) => isKnown(headers.host ?? '');
}

/** The host of a `Host` header, without its port and the brackets of IPv6. */
function nameIn(header: string): string {
  const [, address, name = ''] = /^(?:\[([\da-f:.]+)\]|([^:]*))(?::\d*)?$/i.exec(header) ?? [];
  return (address ?? name).toLowerCase();
}
