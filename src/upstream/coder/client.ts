import type { CallScope } from '../call-scope.ts';
import type { HttpClient } from '../http-client.ts';
import { UpstreamUnavailableError } from '../upstream-error.ts';
import type { CoderAuditPage, CoderOrganization, CoderTestAuditLog, CoderUser } from './model.ts';

/** Coder's REST API, with the credential of one caller. Every method is one call. */
export interface CoderClient {
  /** `q` is Coder's search text, its values encoded already; empty for all. */
  auditLogs(query: CoderAuditQuery): Promise<CoderAuditPage>;
  /** Writes a row; `UpstreamRejectedError` names an unknown `action` or `resource_type`. */
  generateTestAuditLog(body: CoderTestAuditLog): Promise<void>;
  /** Whose credential this is. */
  me(): Promise<CoderUser>;
  /** By id deleted users too, by name living ones; undefined when unknown or hidden. */
  user(idOrName: string): Promise<CoderUser | undefined>;
  /** All living users whom the caller may read, or those that `q` finds. */
  users(q?: string): Promise<readonly CoderUser[]>;
  organizations(): Promise<readonly CoderOrganization[]>;
  organization(idOrName: string): Promise<CoderOrganization | undefined>;
  buildInfo(): Promise<{ readonly version: string }>;
}

export interface CoderAuditQuery {
  readonly q: string;
  readonly limit: number;
  readonly offset: number;
}

export function createCoderClient(http: HttpClient, scope: CallScope): CoderClient {
  const notYet = () =>
    Promise.reject(
      new UpstreamUnavailableError(`Not built: ${scope.requestId}.`, { upstream: http.upstream }),
    );
  return {
    auditLogs: notYet,
    generateTestAuditLog: notYet,
    me: notYet,
    user: notYet,
    users: notYet,
    organizations: notYet,
    organization: notYet,
    buildInfo: notYet,
  };
}
