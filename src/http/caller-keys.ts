import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Config } from '../config.ts';
import { bearerTokenOf, credentialHeaders } from '../credentials.ts';
import type { UpstreamName } from '../upstream/upstream-error.ts';

/** Who makes a request, as keys that hold no secret. */
export interface CallerKeys {
  /** One for each credential that counts. Empty when the caller shows none. */
  readonly credentials: readonly string[];
  readonly address: string;
}

/**
 * A credential counts where it lets its caller in: the gateway's own, or else those of the upstreams
 * that are passed through. Any other header would be a new caller for whoever makes it up.
 */
export function callerKeysOf(
  { headers, socket }: IncomingMessage,
  { coder, bindplane, gatewayAuth, trustProxy }: Config,
): CallerKeys {
  const own = (upstream: UpstreamName) => {
    const name = credentialHeaders[upstream].toLowerCase();
    return [name, headers[name]?.toString() ?? ''];
  };
  const shown = gatewayAuth
    ? [['bearer', bearerTokenOf(headers)]]
    : [
        ...(coder && coder.token === undefined ? [own('CODER')] : []),
        ...(bindplane && bindplane.token === undefined ? [own('BINDPLANE')] : []),
      ];
  const forwarded = trustProxy ? headers['x-forwarded-for']?.toString().split(',').at(-1) : '';
  const [address = ''] = [forwarded?.trim() ?? '', socket.remoteAddress ?? ''].filter(isIP);
  return {
    credentials: shown.flatMap(([name, value]) =>
      value === '' ? [] : [callerKeyOf(`${name}:${value}`)],
    ),
    address: `address:${networkOf(address)}`,
  };
}

/** Short, and of no use to whoever wants to call. */
export function callerKeyOf(credential: string): string {
  return `credential:${createHash('sha256').update(credential).digest('base64url').slice(0, 22)}`;
}

/** An IPv6 caller has a whole /64 to call from. */
function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined || isIP(address) !== 6) return mapped ?? address;
  const [left = [], right] = address.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = right ? Array<string>(8 - left.length - right.length).fill('0') : [];
  return [...left, ...zeros, ...(right ?? [])].slice(0, 4).join(':');
}
