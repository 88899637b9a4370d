import type { CallScope } from '../call-scope.ts';
import type { HttpClient } from '../http-client.ts';
import { UpstreamUnavailableError } from '../upstream-error.ts';
import type { BindplaneAuditPage, BindplaneUser } from './model.ts';
import type { BindplaneServer } from './server.ts';

/** Bindplane's REST API, with the key of one caller. */
export interface BindplaneClient {
  readonly server: BindplaneServer;
  /** One call; a second one when the server refuses the date format. */
  auditEvents(query: BindplaneAuditQuery): Promise<BindplaneAuditPage>;
  users(): Promise<readonly BindplaneUser[]>;
  /** Undefined when the server does not tell. */
  version(): Promise<string | undefined>;
}

/** Bounds are seconds since 1970 in UTC and always sent, padded by the caller. */
export interface BindplaneAuditQuery {
  readonly minSecond: number;
  readonly maxSecond: number;
  readonly user?: string | undefined;
  readonly configuration?: string | undefined;
}

/** `accountId` is sent as the project header, if given. */
export interface BindplaneScope extends CallScope {
  readonly accountId?: string | undefined;
}

export function createBindplaneClient(
  http: HttpClient,
  server: BindplaneServer,
  scope: BindplaneScope,
): BindplaneClient {
  const notYet = () =>
    Promise.reject(
      new UpstreamUnavailableError(`Not built: ${scope.requestId}.`, { upstream: http.upstream }),
    );
  return { server, auditEvents: notYet, users: notYet, version: notYet };
}
