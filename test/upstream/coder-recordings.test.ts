import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/simulator/exchange.ts';
import { startSimulatorServer } from '../../src/simulator/simulator-server.ts';
import type { Simulator } from '../../src/simulator/simulator-server.ts';
import { createCoderClient } from '../../src/upstream/coder/client.ts';
import type { CoderClient } from '../../src/upstream/coder/client.ts';
import type { CoderAuditLog, CoderUser } from '../../src/upstream/coder/model.ts';
import { createHttpClient } from '../../src/upstream/door/http-client.ts';
import type { HttpClient } from '../../src/upstream/door/http-client.ts';
import { UpstreamRejectedError } from '../../src/upstream/door/upstream-error.ts';
import { readRecording, recordedVersions } from '../support/recording.ts';
import type { RecordedExchange } from '../support/recording.ts';
import { readWhole } from '../support/read-whole.ts';
import { patience } from '../support/eventually.ts';

type Json = Readonly<Record<string, unknown>>;

const nilUuid = '00000000-0000-0000-0000-000000000000';
const zeroTime = '0001-01-01T00:00:00Z';

let current: RecordedExchange;
let upstream: Simulator;
let http: HttpClient;
let client: CoderClient;

beforeAll(async () => {
  upstream = await startSimulatorServer({ answer: () => recordedAnswer(current) });
  http = createHttpClient({ upstream: 'CODER', baseUrl: upstream.url, timeoutMs: patience });
  client = createCoderClient(http, {
    credential: 'token',
    requestId: 'request-1',
    signal: new AbortController().signal,
  });
});

afterAll(async () => {
  await http.close();
  await upstream.close();
});

describe.each(recordedVersions)('what Coder %s answered', (version) => {
  const { exchanges } = readRecording(version);
  const asked = exchanges.filter((exchange) => callFor(exchange) !== undefined);

  it('covers all endpoints that the gateway uses', () => {
    expect(exchanges).toHaveLength(199);
    expect(asked).toHaveLength(192);
  });

  it.each(asked.map((exchange, index) => [index, exchange.as, exchange.path, exchange] as const))(
    'reads back: %i %s %s',
    async (_index, _as, _path, exchange) => {
      current = exchange;

      const outcome = await callFor(exchange)!(client).then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );

      if ('error' in outcome) expectError(exchange, outcome.error);
      else expectSame(exchange, outcome.value);
    },
  );
});

function recordedAnswer({ status, headers, response }: RecordedExchange): Answer {
  if (response === null) return { status, headers };
  const text = (response as Json)['text'];
  const body = typeof text === 'string' ? text : JSON.stringify(response);
  return { status, headers, body };
}

function callFor(
  exchange: RecordedExchange,
): ((from: CoderClient) => Promise<unknown>) | undefined {
  const { method } = exchange;
  const [path = '', query] = exchange.path.split('?');
  const [, collection, key, more] = path.split('/');
  if (method === 'POST') return (from) => from.generateTestAuditLog({});
  if (method !== 'GET' || more !== undefined) return undefined;
  if (path === '/audit') return (from) => from.auditLogs({ q: '', limit: 1, offset: 0 });
  if (path === '/users/me') return (from) => from.me();
  if (path === '/users') return (from) => from.users(query);
  if (path === '/organizations') return (from) => from.organizations();
  if (path === '/buildinfo') return (from) => from.buildInfo();
  if (collection === 'users') return (from) => from.user(key!);
  if (collection === 'organizations') return (from) => from.organization(key!);
  return undefined;
}

function expectError({ method, path, status, response }: RecordedExchange, error: unknown): void {
  const { validations, detail = '' } = response as {
    readonly validations?: readonly { readonly field: string; readonly detail: string }[];
    readonly detail?: string;
  };
  if (error instanceof UpstreamRejectedError && status === 400) {
    expect(error.validations).toEqual(validations);
  } else if (error instanceof UpstreamRejectedError) {
    const field = detail.includes('audit_action') ? 'action' : 'resource_type';
    expect(error.validations).toMatchObject([{ field }]);
  }
  expect(error).toMatchObject({
    name: expectedName(),
    method,
    path: `/api/v2${path.split('?')[0]}`,
    status,
  });

  function expectedName(): string {
    if (validations || detail.includes('invalid input value for enum')) {
      return 'UpstreamRejectedError';
    }
    if (detail.includes('rbac: forbidden')) return 'UpstreamForbiddenError';
    return {
      400: 'UpstreamBadResponseError',
      401: 'UpstreamUnauthenticatedError',
      403: 'UpstreamForbiddenError',
      500: 'UpstreamUnavailableError',
    }[status]!;
  }
}

function expectSame({ path, status, response }: RecordedExchange, value: unknown): void {
  if (status !== 200) {
    expect([204, 400, 404]).toContain(status);
    expect(value).toBeUndefined();
    return;
  }
  const body = response as Json;
  if (path.startsWith('/audit')) {
    const page = value as { rows: readonly CoderAuditLog[]; count: number; countCap?: number };
    expect(page.count).toBe(body['count']);
    expect(page.countCap).toBe(body['count_cap']);
    expect(readWhole(page.rows).map(rowAsSent)).toEqual(
      (body['audit_logs'] as Json[]).map(rowAsRecorded),
    );
  } else if (path.startsWith('/users')) {
    const users = (body['users'] as Json[] | undefined) ?? [body];
    expect(readWhole([value].flat()).map((user) => userAsSent(user as CoderUser))).toEqual(
      users.map((user) => userAsRecorded(user)),
    );
  } else if (path === '/buildinfo') {
    expect(value).toEqual({ version: body['version'] });
  } else {
    const organizations = ([response].flat() as Json[]).map((organization) => ({
      id: organization['id'],
      name: organization['name'],
      display_name: organization['display_name'],
      icon: organization['icon'] || null,
      description: organization['description'] || null,
      created_at: organization['created_at'],
      updated_at: organization['updated_at'],
      is_default: organization['is_default'],
    }));
    expect(readWhole([value].flat())).toEqual(organizations);
  }
}

/** A decoded row in the server's terms, where absent and none are written differently. */
function rowAsSent(row: CoderAuditLog): Json {
  const { at, organization, user, ...fields } = row;
  expect(at).toBe(`${row.time.slice(0, -1)}${row.time.includes('.') ? '' : '.'}`.padEnd(29, '0'));
  return {
    ...fields,
    request_id: row.request_id ?? nilUuid,
    resource_id: row.resource_id ?? nilUuid,
    resource_target: row.resource_target ?? '',
    resource_icon: row.resource_icon ?? '',
    resource_link: row.resource_link ?? '',
    ip: row.ip ?? '',
    user_agent: row.user_agent ?? '',
    organization_id: organization?.id ?? nilUuid,
    organization: organization && {
      ...organization,
      name: organization.name ?? '',
      display_name: organization.display_name ?? '',
      icon: organization.icon ?? '',
    },
    user: user && userAsSent(user),
  };
}

function rowAsRecorded(row: Json): Json {
  const diff = Object.entries(row['diff'] as Record<string, Json>).map(([field, change]) => ({
    field,
    ...(change['secret'] === true ? { secret: true } : change),
  }));
  return {
    ...row,
    diff: diff.toSorted((a, b) => (a.field < b.field ? -1 : 1)),
    additional_fields: row['additional_fields'] ?? {},
    organization: row['organization'] ?? null,
    user: row['user'] && userAsRecorded(row['user'] as Json, { embedded: true }),
  };
}

function userAsSent(user: CoderUser): Json {
  return {
    ...user,
    name: user.name ?? '',
    email: user.email ?? '',
    avatar_url: user.avatar_url ?? '',
    last_seen_at: user.last_seen_at ?? zeroTime,
    roles: user.roles?.map((role) => ({
      name: role.name,
      display_name: role.display_name ?? '',
      ...(role.organization_id === null ? {} : { organization_id: role.organization_id }),
    })),
  };
}

function userAsRecorded(user: Json, { embedded = false } = {}): Json {
  const { theme_preference: _theme, organization_ids: ids, ...fields } = user;
  return {
    ...fields,
    name: user['name'] ?? '',
    avatar_url: user['avatar_url'] ?? '',
    ...(embedded ? {} : { organization_ids: ids ?? [], is_service_account: false }),
  };
}
