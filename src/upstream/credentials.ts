import type { IncomingHttpHeaders } from 'node:http';
import { isCredential } from '../config/settings.ts';
import { UpstreamUnauthenticatedError } from './door/upstream-error.ts';
import type { UpstreamName } from '../config/upstream-name.ts';

/** The header in which a caller sends its own credential for an upstream. */
export const credentialHeaders = {
  CODER: 'Coder-Session-Token',
  BINDPLANE: 'X-Bindplane-Api-Key',
} as const satisfies Record<UpstreamName, string>;

/** What a caller shows to the gateway itself; empty when nothing. */
export function bearerTokenOf({ authorization = '' }: IncomingHttpHeaders): string {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
}

/** A caller's header for an upstream that cannot be used: it came in shared mode, or is no token. */
export class CredentialHeaderError extends Error {
  override name = 'CredentialHeaderError' as const;
  readonly upstream: UpstreamName;

  constructor(upstream: UpstreamName, message: string) {
    super(message);
    this.upstream = upstream;
  }
}

/**
 * What to send to an upstream: the configured token in shared mode, else the caller's own, never
 * one in place of the other. Throws UpstreamUnauthenticatedError or CredentialHeaderError.
 */
export function credentialFor(
  upstream: UpstreamName,
  sharedToken: string | undefined,
  headers: IncomingHttpHeaders,
): string {
  const header = credentialHeaders[upstream];
  const own = headers[header.toLowerCase()]?.toString() ?? '';
  if (sharedToken !== undefined) {
    if (own === '') return sharedToken;
    throw new CredentialHeaderError(
      upstream,
      `This gateway has a credential of its own for this: leave the header ${header} out.`,
    );
  }
  if (own === '') {
    throw new UpstreamUnauthenticatedError(`This needs the header ${header}.`, { upstream });
  }
  if (!isCredential(own)) {
    throw new CredentialHeaderError(
      upstream,
      `The header ${header} takes one value of up to 1024 visible ASCII characters.`,
    );
  }
  return own;
}
