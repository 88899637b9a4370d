import type { CallScope } from '../door/call-scope.ts';
import { headerOf, isSuccess, readJson, readJsonList, refusalOf } from '../door/http-answer.ts';
import { callerOf } from '../door/http-client.ts';
import type { HttpClient } from '../door/http-client.ts';
import type { HttpAnswer } from '../door/http-exchange.ts';
import { decodeAuditPage, decodeUsers, decodeVersion } from './decode.ts';
import type { BindplaneAuditPage, BindplaneUser } from './model.ts';
import type { BindplaneServer } from './server.ts';

/** Bindplane's REST API, with the key of one caller. */
export interface BindplaneClient {
  readonly server: BindplaneServer;
  /** One call. */
  auditEvents(query: BindplaneAuditQuery): Promise<BindplaneAuditPage>;
  users(): Promise<readonly BindplaneUser[]>;
  /** Undefined when the server does not tell. */
  version(): Promise<string | undefined>;
}

/** Both dates are always sent, as the caller wrote them. */
export interface BindplaneAuditQuery {
  readonly minDate: string;
  readonly maxDate: string;
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

  return {
    server,
    async auditEvents({ minDate, maxDate, user, configuration }) {
      const parameters = new URLSearchParams({ 'min-date': minDate, 'max-date': maxDate });
      if (user !== undefined) parameters.set('user', user);
      if (configuration !== undefined) parameters.set('configuration-name', configuration);
      const answer = await send('/audit-events', parameters);
      const page = await readJsonList(answer, decodeAuditPage, scope.signal);
      if (page.received > 0) server.bytesPerEvent = answer.body.bytes.length / page.received;
      return page;
    },
    users: async () => readJsonList(await send('/users'), decodeUsers, scope.signal),
    version: async () => readJson(await send('/version'), decodeVersion),
  };
}
