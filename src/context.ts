import type { BindplaneConfig, Config, UpstreamConfig } from './config.ts';
import type { BindplaneClient } from './upstream/bindplane/client.ts';
import { createBindplaneClient } from './upstream/bindplane/client.ts';
import type { BindplaneUser } from './upstream/bindplane/model.ts';
import { createBindplaneServer } from './upstream/bindplane/server.ts';
import type { BindplaneServer } from './upstream/bindplane/server.ts';
import { createCoderClient } from './upstream/coder/client.ts';
import type { CoderClient } from './upstream/coder/client.ts';
import { createOrganizationDirectory } from './upstream/coder/organizations.ts';
import type { OrganizationDirectory } from './upstream/coder/organizations.ts';
import { createUserDirectory } from './upstream/coder/users.ts';
import type { UserDirectory } from './upstream/coder/users.ts';
import { createHttpClient } from './upstream/http-client.ts';
import type { HttpClient } from './upstream/http-client.ts';
import {
  UpstreamNotConfiguredError,
  UpstreamUnauthenticatedError,
} from './upstream/upstream-error.ts';
import type { UpstreamName } from './upstream/upstream-error.ts';

/** What every resolver receives: lives for one request and knows its caller. */
export interface Context {
  readonly requestId: string;
  readonly config: Config;
  /**
   * Coder as this caller may use it: always the same one within a request. Throws
   * UpstreamNotConfiguredError, UpstreamUnauthenticatedError or CredentialHeaderError.
   */
  coder(): CoderRequest;
  /** Bindplane as this caller may use it; throws as `coder` does. */
  bindplane(): BindplaneRequest;
}

export interface CoderRequest {
  readonly client: CoderClient;
  readonly users: UserDirectory;
  readonly organizations: OrganizationDirectory;
}

export interface BindplaneRequest {
  readonly client: BindplaneClient;
  /** All users of the account, in one call a request. */
  users(): Promise<readonly BindplaneUser[]>;
}

/** A caller's header for an upstream that cannot be used as it is. */
export class CredentialHeaderError extends Error {
  override name = 'CredentialHeaderError' as const;
  readonly upstream: UpstreamName;

  constructor(upstream: UpstreamName, message: string) {
    super(message);
    this.upstream = upstream;
  }
}

/** The connections of the process; they carry no credential. */
export interface Upstreams {
  readonly coder: HttpClient | undefined;
  readonly bindplane: { readonly http: HttpClient; readonly server: BindplaneServer } | undefined;
  close(): Promise<void>;
}

export interface CallerHeaders {
  get(name: string): string | null;
}

const maxUpstreamBodyBytes = 32 * 1024 * 1024;
const maxCredentialLength = 1024;

export function createUpstreams(config: Config): Upstreams {
  const connect = (upstream: UpstreamName, { url }: UpstreamConfig) =>
    createHttpClient({
      upstream,
      baseUrl: url,
      timeoutMs: config.upstreamTimeoutMs,
      maxBodyBytes: maxUpstreamBodyBytes,
    });
  const coder = config.coder && connect('CODER', config.coder);
  const bindplane = config.bindplane && {
    http: connect('BINDPLANE', config.bindplane),
    server: createBindplaneServer(),
  };
  return {
    coder,
    bindplane,
    async close() {
      await Promise.all([coder?.close(), bindplane?.http.close()]);
    },
  };
}

export function createContext(
  config: Config,
  upstreams: Upstreams,
  request: {
    readonly id: string;
    readonly headers: CallerHeaders;
    /** Aborted when the deadline is over or the caller is gone. */
    readonly signal: AbortSignal;
  },
): Context {
  const { id: requestId, headers, signal } = request;
  let coder: CoderRequest | undefined;
  let bindplane: BindplaneRequest | undefined;
  return {
    requestId,
    config,
    coder() {
      if (!coder) {
        const { http, upstream } = configured('CODER', upstreams.coder, config.coder);
        const credential = credentialFor('CODER', upstream, headers);
        const client = createCoderClient(http, { credential, requestId, signal });
        coder = {
          client,
          users: createUserDirectory(client),
          organizations: createOrganizationDirectory(client),
        };
      }
      return coder;
    },
    bindplane() {
      if (!bindplane) {
        const { http, upstream } = configured('BINDPLANE', upstreams.bindplane, config.bindplane);
        const credential = credentialFor('BINDPLANE', upstream, headers);
        const scope = { credential, requestId, signal, ...accountOf(upstream) };
        const client = createBindplaneClient(http.http, http.server, scope);
        let users: Promise<readonly BindplaneUser[]> | undefined;
        bindplane = { client, users: () => (users ??= client.users()) };
      }
      return bindplane;
    },
  };
}

function accountOf({ accountId }: BindplaneConfig): { accountId?: string } {
  return accountId === undefined ? {} : { accountId };
}

function configured<H, U>(name: UpstreamName, http: H | undefined, upstream: U | undefined) {
  if (!http || !upstream) {
    const setting = `${name}_URL`;
    throw new UpstreamNotConfiguredError(`This gateway has no ${setting}.`, { upstream: name });
  }
  return { http, upstream };
}

const credentialHeaders = { CODER: 'Coder-Session-Token', BINDPLANE: 'X-Bindplane-Api-Key' };

/** The configured token in shared mode, else the caller's own: never one in place of the other. */
function credentialFor(
  name: UpstreamName,
  { token }: UpstreamConfig,
  headers: CallerHeaders,
): string {
  const header = credentialHeaders[name];
  const own = headers.get(header) ?? '';
  if (token !== undefined) {
    if (own === '') return token;
    throw new CredentialHeaderError(
      name,
      `This gateway uses its own credential here: leave out the header ${header}.`,
    );
  }
  if (own === '') {
    throw new UpstreamUnauthenticatedError(`This needs the header ${header}.`, { upstream: name });
  }
  if (own.length > maxCredentialLength || !/^[\x21-\x7e]+$/.test(own)) {
    throw new CredentialHeaderError(
      name,
      `The header ${header} holds one value of up to ${maxCredentialLength} visible ASCII characters.`,
    );
  }
  return own;
}
