import type { CallScope } from '../call-scope.ts';
import { headerOf, isSuccess, readJson, readJsonList, refusalOf } from '../http-answer.ts';
import { callerOf } from '../http-client.ts';
import type { HttpClient } from '../http-client.ts';
import type { HttpAnswer } from '../http-exchange.ts';
import { UpstreamBadResponseError } from '../upstream-error.ts';
import { formatBindplaneDate } from './date-format.ts';
import type { BindplaneDateFormat } from './date-format.ts';
import { decodeAuditPage, decodeUsers, decodeVersion } from './decode.ts';
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
  const basePath = http.basePath.endsWith('/v1') ? '' : '/v1';
  const caller = callerOf(scope, {
    'x-bindplane-api-key': scope.credential,
    ...(scope.accountId === undefined ? {} : { 'x-bindplane-account-id': scope.accountId }),
  });

  async function send(path: string, query?: URLSearchParams): Promise<HttpAnswer> {
    const answer = await http.send(
      { method: 'GET', path: `${basePath}${path}`, endpoint: path, query },
      caller,
    );
    server.noteDate(headerOf(answer.headers, 'date'));
    if (!isSuccess(answer)) throw refusalOf(answer);
    return answer;
  }

  async function auditEventsIn(
    format: BindplaneDateFormat,
    query: BindplaneAuditQuery,
  ): Promise<BindplaneAuditPage> {
    const date = (second: number) => formatBindplaneDate(second, format, server.zoneOffsetSeconds);
    const parameters = new URLSearchParams({
      'min-date': date(query.minSecond),
      'max-date': date(query.maxSecond),
    });
    if (query.user !== undefined) parameters.set('user', query.user);
    if (query.configuration !== undefined) {
      parameters.set('configuration-name', query.configuration);
    }
    const answer = await send('/audit-events', parameters);
    const page = await readJsonList(answer, decodeAuditPage, scope.signal);
    if (page.received > 0) server.bytesPerEvent = answer.body.bytes.length / page.received;
    server.dateFormat = format;
    return page;
  }

  return {
    server,
    async auditEvents(query) {
      const format = server.dateFormat;
      try {
        return await auditEventsIn(format, query);
      } catch (error) {
        if (!isBadRequest(error)) throw error;
        return await auditEventsIn(format === 'DIGITS' ? 'ZONED' : 'DIGITS', query);
      }
    },
    users: async () => readJsonList(await send('/users'), decodeUsers, scope.signal),
    version: async () => readJson(await send('/version'), decodeVersion),
  };
}

function isBadRequest(error: unknown): boolean {
  return error instanceof UpstreamBadResponseError && error.status === 400;
}
