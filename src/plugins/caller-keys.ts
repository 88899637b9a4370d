import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Config } from '../config.ts';
import { credentialHeaders } from '../credentials.ts';

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
  { coder, bindplane, gatewayTokens, trustProxy }: Config,
): CallerKeys {
  const names =
    gatewayTokens === undefined
      ? [
          ...(coder?.token === undefined ? [credentialHeaders.CODER] : []),
          ...(bindplane?.token === undefined ? [credentialHeaders.BINDPLANE] : []),
        ]
      : ['Authorization'];
  const forwarded = trustProxy ? headers['x-forwarded-for']?.toString().split(',').at(-1) : '';
  const [address = ''] = [forwarded?.trim() ?? '', socket.remoteAddress ?? ''].filter(isIP);
  return {
    credentials: names.flatMap((name) => {
      const value = headers[name.toLowerCase()]?.toString() ?? '';
      return value === '' ? [] : [`credential:${digestOf(`${name}:${value}`)}`];
    }),
    address: `address:${networkOf(address)}`,
  };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** An IPv6 caller has a whole /64 to call from. */
function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined || isIP(address) !== 6) return mapped ?? address;
  const [left = [], right] = address.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = right ? Array<string>(8 - left.length - right.length).fill('0') : [];
  return [...left, ...zeros, ...(right ?? [])].slice(0, 4).join(':');
}
