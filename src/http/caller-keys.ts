import { hash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Config } from '../config.ts';
import { bearerTokenOf, credentialHeaders } from '../credentials.ts';
import type { UpstreamName } from '../upstream/upstream-error.ts';
import { remember } from '../remember.ts';

/** Who makes a request, as keys that hold no secret. */
export interface CallerKeys {
  /** One for each credential that counts. Empty when the caller shows none. */
  readonly credentials: readonly string[];
  readonly address: string;
}

export type CallerKeysOf = (req: IncomingMessage) => CallerKeys;

/**
 * A credential counts where it lets its caller in: the gateway's own, or else those of the upstreams
 * that are passed through. Any other header would be a new caller for whoever makes it up.
 */
export function createCallerKeys({
  coder,
  bindplane,
  gatewayAuth,
  trustProxy,
}: Config): CallerKeysOf {
  const kinds = gatewayAuth
    ? [{ name: 'bearer', read: bearerTokenOf }]
    : [
        ...(coder && coder.token === undefined ? [ownHeader('CODER')] : []),
        ...(bindplane && bindplane.token === undefined ? [ownHeader('BINDPLANE')] : []),
      ];
  const addressKeyOf = remember(maxAddressCharacters, (text) => `address:${networkOf(text)}`);

  return ({ headers, socket }) => {
    const credentials: string[] = [];
    for (const { name, read } of kinds) {
      const credential = read(headers);
      if (credential !== '') credentials.push(callerKeyOf(`${name}:${credential}`));
    }
    const forwarded = trustProxy ? headers['x-forwarded-for']?.toString().split(',').at(-1) : '';
    return {
      credentials,
      address: addressKeyOf(`${forwarded?.trim() ?? ''}\n${socket.remoteAddress ?? ''}`),
    };
  };
}

/** Some thousand addresses: among other work, the patterns of one take 10 µs. */
const maxAddressCharacters = 20_000;

function ownHeader(upstream: UpstreamName) {
  const name = credentialHeaders[upstream].toLowerCase();
  return { name, read: (headers: IncomingHttpHeaders) => headers[name]?.toString() ?? '' };
}

/** Short, and of no use to whoever wants to call. */
export function callerKeyOf(credential: string): string {
  return `credential:${hash('sha256', credential, 'base64url').slice(0, 22)}`;
}

/** Of the first address that is one. An IPv6 caller has a whole /64 to call from. */
function networkOf(addresses: string): string {
  const [address = ''] = addresses.split('\n').filter(isIP);
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined || isIP(address) !== 6) return mapped ?? address;
  const [left = [], right] = address.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = right ? Array<string>(8 - left.length - right.length).fill('0') : [];
  return [...left, ...zeros, ...(right ?? [])].slice(0, 4).join(':');
}
