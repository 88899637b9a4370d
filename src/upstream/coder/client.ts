import type { CallScope } from '../door/call-scope.ts';
import { isSuccess, readJson, readJsonList } from '../door/http-answer.ts';
import { callerOf } from '../door/http-client.ts';
import type { HttpClient } from '../door/http-client.ts';
import { callText } from '../door/http-exchange.ts';
import type { HttpAnswer } from '../door/http-exchange.ts';
import type { Steps } from '../json/steps.ts';
import { UpstreamBadResponseError, UpstreamForbiddenError } from '../door/upstream-error.ts';
import {
  decodeAuditPage,
  decodeBuildInfo,
  decodeOrganizations,
  decodeUserRoles,
  decodeUsers,
} from './decode.ts';
import { decodeOrganization } from './decode-organization.ts';
import { decodeUser } from './decode-user.ts';
import { coderRefusalOf, isNotFound } from './refusal.ts';
import type {
  CoderAuditPage,
  CoderOrganization,
  CoderTestAuditLog,
  CoderUser,
  CoderUserRoles,
} from './model.ts';

/** Coder's REST API, with the credential of one caller. Every method is one call but where it says so. */
export interface CoderClient {
  /** `q` is Coder's search text, its values encoded already; empty for all. */
  auditLogs(query: CoderAuditQuery): Promise<CoderAuditPage>;
  /** Writes a row; `UpstreamRejectedError` names an unknown `action` or `resource_type`. */
  generateTestAuditLog(body: CoderTestAuditLog): Promise<void>;
  /** Whose credential this is. */
  me(): Promise<CoderUser>;
  /** Also those that they have in organizations; undefined when hidden. */
  rolesOf(userId: string): Promise<CoderUserRoles | undefined>;
  /** By id deleted users too, by name living ones; undefined when unknown or hidden. */
  user(idOrName: string): Promise<CoderUser | undefined>;
  /** All living users whom the caller may read, or those that `q` finds. */
  users(q?: string): Promise<readonly CoderUser[]>;
  /** A second call when there are none, to tell that from a token that may not see them. */
  organizations(): Promise<readonly CoderOrganization[]>;
  organization(idOrName: string): Promise<CoderOrganization | undefined>;
  buildInfo(): Promise<{ readonly version: string }>;
}

interface CoderAuditQuery {
  readonly q: string;
  readonly limit: number;
  readonly offset: number;
}

const basePath = '/api/v2';
/** Longer than any id, username or organization name. */
const maxKeyLength = 255;

export function createCoderClient(http: HttpClient, scope: CallScope): CoderClient {
  const caller = callerOf(scope, { 'coder-session-token': scope.credential });

  function send(
    path: string,
    query?: Record<string, string>,
    endpoint = path,
  ): Promise<HttpAnswer> {
    return http.send(
      {
        method: 'GET',
        path: `${basePath}${path}`,
        endpoint,
        query: query && new URLSearchParams(query),
      },
      caller,
    );
  }

  async function list<T>(
    path: string,
    decode: (body: unknown) => Steps<T>,
    query?: Record<string, string>,
  ): Promise<T> {
    const answer = await send(path, query);
    if (!isSuccess(answer)) throw coderRefusalOf(answer);
    return readJsonList(answer, decode, scope.signal);
  }

  /** Undefined when nothing has this key, or the caller may not see it. */
  async function find<T>(
    collection: string,
    key: string,
    decode: (body: unknown) => T,
    part = '',
  ): Promise<T | undefined> {
    const segment = pathSegment(key);
    if (segment === undefined) return undefined;
    const endpoint = `/${collection}/{id}${part}`;
    const answer = await send(`/${collection}/${segment}${part}`, undefined, endpoint);
    if (isNotFound(answer)) return undefined;
    if (!isSuccess(answer)) throw coderRefusalOf(answer);
    return readJson(answer, decode);
  }

  async function me(): Promise<CoderUser> {
    const answer = await send('/users/me');
    if (isNotFound(answer)) {
      throw new UpstreamForbiddenError(
        'Coder hides from this credential whose it is: its scope is too narrow.',
        answer.place,
      );
    }
    if (!isSuccess(answer)) throw coderRefusalOf(answer);
    return readJson(answer, decodeUser);
  }

  return {
    auditLogs: ({ q, limit, offset }) =>
      list('/audit', decodeAuditPage, {
        ...(q === '' ? {} : { q }),
        limit: String(limit),
        offset: String(offset),
      }),
    async generateTestAuditLog(body) {
      const endpoint = '/audit/testgenerate';
      const call = { method: 'POST' as const, path: `${basePath}${endpoint}`, endpoint, body };
      const answer = await http.send(call, caller);
      if (!isSuccess(answer)) throw coderRefusalOf(answer);
      // What has something to say is not Coder, but stands before it.
      if (answer.body.bytes.length > 0) {
        throw new UpstreamBadResponseError(
          `Coder answered ${callText(answer.place)} with a body instead of none.`,
          answer.place,
        );
      }
    },
    me,
    rolesOf: (userId) => find('users', userId, decodeUserRoles, '/roles'),
    user: (idOrName) => find('users', idOrName, decodeUser),
    users: (q) => list('/users', decodeUsers, q === undefined ? { limit: '0' } : { q }),
    async organizations() {
      const organizations = await list('/organizations', decodeOrganizations);
      // A token of narrow scope is shown none; it is not shown its own user either, which tells.
      if (organizations.length === 0) await me();
      return organizations;
    },
    organization: (idOrName) => find('organizations', idOrName, decodeOrganization),
    async buildInfo() {
      const answer = await send('/buildinfo');
      if (!isSuccess(answer)) throw coderRefusalOf(answer);
      return readJson(answer, decodeBuildInfo);
    },
  };
}

/** Undefined for what cannot be one segment of a path, and so is nobody's key. */
function pathSegment(key: string): string | undefined {
  if (key === '' || key === '.' || key === '..' || key.length > maxKeyLength) return undefined;
  if (/[\p{Cc}\p{Surrogate}/\\]/u.test(key)) return undefined;
  return encodeURIComponent(key);
}
