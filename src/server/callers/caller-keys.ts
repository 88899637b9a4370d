import { hash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Config } from '../../config/config.ts';
import { bearerTokenOf, credentialHeaders } from '../../upstream/credentials.ts';
import type { UpstreamName } from '../../config/upstream-name.ts';
import { remember } from '../../memory/remember.ts';
import { forwardedAddress, networkOf } from './caller-network.ts';

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
  const addressKeyOf = remember(maxAddressCharacters, (texts) => {
    const networks = texts.split('\n').map(networkOf);
    return `address:${networks.find((network) => network !== undefined) ?? ''}`;
  });

  return ({ headers, socket }) => {
    const credentials: string[] = [];
    for (const { name, read } of kinds) {
      const credential = read(headers);
      if (credential !== '') credentials.push(callerKeyOf(`${name}:${credential}`));
    }
    const header = trustProxy > 0 ? (headers['x-forwarded-for']?.toString() ?? '') : '';
    const forwarded = forwardedAddress(header, trustProxy);
    return {
      credentials,
      address: addressKeyOf(`${forwarded}\n${socket.remoteAddress ?? ''}`),
    };
  };
}

/** Some thousand addresses: the patterns are slow, and callers come again. */
const maxAddressCharacters = 20_000;

function ownHeader(upstream: UpstreamName) {
  const name = credentialHeaders[upstream].toLowerCase();
  return { name, read: (headers: IncomingHttpHeaders) => headers[name]?.toString() ?? '' };
}

/** Short, and of no use to whoever wants to call. */
export function callerKeyOf(credential: string): string {
  return `credential:${hash('sha256', credential, 'base64url').slice(0, 22)}`;
}
