import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCoderSimulator } from '../../src/simulator/coder/coder-simulator.ts';
import type { CoderSimulator } from '../../src/simulator/coder/coder-simulator.ts';
import type {
  StoredAuditLog,
  StoredMembership,
  StoredOrganization,
  StoredUser,
} from '../../src/simulator/coder/state.ts';

type Json = Readonly<Record<string, unknown>>;

interface Exchange {
  readonly as: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly response: unknown;
}

interface Recording {
  readonly organization: Pick<StoredOrganization, 'id' | 'name' | 'display_name' | 'icon'>;
  readonly people: readonly (Omit<StoredUser, 'name' | 'avatar_url'> & {
    readonly key: string;
    readonly name?: string;
    readonly avatar_url?: string;
  })[];
  readonly rows: readonly StoredAuditLog[];
  readonly exchanges: readonly Exchange[];
}

const ownerToken = 'ownerkeyid-0123456789abcdefghijkl';
const tokens: Readonly<Record<string, string | undefined>> = {
  owner: ownerToken,
  auditor: 'auditorkey-0123456789abcdefghijkl',
  member: 'memberkeyi-0123456789abcdefghijkl',
  none: undefined,
  malformed: 'x',
  shortId: 'a-b',
  unknown: 'abcdefghij-0123456789012345678901',
  wrongSecret: `${ownerToken.slice(0, -1)}m`,
};

describe.each(['2.20.3', '2.24.2', '2.30.9'] as const)('Coder %s as recorded', (version) => {
  const recording = readRecording(version);
  const stored = new Set(recording.rows.map(({ id }) => id));
  const given = JSON.stringify(recording.exchanges.map(({ body }) => body));
  let simulator: CoderSimulator;

  beforeAll(async () => {
    simulator = await startCoderSimulator({ version, ...stateOf(recording) });
  });
  afterAll(() => simulator.close());

  it.each(recording.exchanges.map((exchange, index) => ({ index, ...exchange })))(
    '$index: $method $path as $as',
    async ({ as, method, path, body, status, headers, response }) => {
      const token = tokens[as];
      const answer = await fetch(`${simulator.url}/api/v2${path}`, {
        method,
        headers: {
          'User-Agent': 'contract-recording',
          ...(token === undefined ? {} : { 'Coder-Session-Token': token }),
        },
        ...(body === undefined || body === null
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      const actual: unknown = text === '' ? null : JSON.parse(text);

      const expected = comparable(response, stored, given);
      expect({
        status: answer.status,
        headers: recordedHeaders(answer.headers),
        response: comparable(actual, stored, given),
      }).toEqual({ status, headers, response: expected });
      expect(JSON.stringify(comparable(actual, stored, given))).toBe(JSON.stringify(expected));
    },
  );
});

function readRecording(version: string): Recording {
  const file = new URL(`../contract/coder-v${version}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Recording;
}

/** What cannot be known from people, organization and rows is taken from the answers. */
function stateOf({ exchanges, organization, people, rows }: Recording) {
  const answerTo = (path: string): unknown =>
    exchanges.find((exchange) => exchange.path === path && exchange.status === 200)?.response;
  const members = answerTo(`/organizations/${organization.id}/members`) as readonly ({
    readonly user_id: string;
  } & StoredMembership)[];
  const buildInfo = answerTo('/buildinfo') as { readonly deployment_id: string };
  return {
    users: people.map(({ key: _key, ...person }): StoredUser => {
      const membership = members.find(({ user_id }) => user_id === person.id);
      return {
        ...person,
        name: person.name ?? '',
        avatar_url: person.avatar_url ?? '',
        ...(membership === undefined ? {} : { memberships: { [organization.id]: membership } }),
      };
    }),
    organizations: [answerTo('/organizations/default') as StoredOrganization],
    auditLogs: rows,
    deploymentId: buildInfo.deployment_id,
    tokens: Object.fromEntries(
      people.flatMap(({ id, key }) => {
        const token = tokens[key];
        return token === undefined ? [] : [[token, id]];
      }),
    ),
  };
}

function recordedHeaders(headers: Headers): Readonly<Record<string, string>> {
  const names = ['content-type', 'www-authenticate', 'allow'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

/** The answer without what no state decides: orders that are left open, and what is generated. */
function comparable(response: unknown, stored: ReadonlySet<string>, given: string): unknown {
  if (Array.isArray(response)) return response.toSorted(by('username'));
  if (typeof response !== 'object' || response === null) return response;
  const { audit_logs: rows, validations } = response as {
    audit_logs?: readonly Json[];
    validations?: readonly Json[];
  };
  if (validations !== undefined) return { ...response, validations: sortUnknownKeys(validations) };
  if (rows === undefined) return response;
  return {
    ...response,
    audit_logs: sortTies(rows).map((row) =>
      stored.has(String(row['id'])) ? row : withoutGenerated(row, given),
    ),
  };
}

function sortTies(rows: readonly Json[]): readonly Json[] {
  const sorted = rows.toSorted(by('id'));
  const times = rows
    .map((row) => row['time'])
    .filter((time, index, all) => time !== all[index - 1]);
  return times.flatMap((time) => sorted.filter((row) => row['time'] === time));
}

function sortUnknownKeys(validations: readonly Json[]): readonly Json[] {
  const isUnknown = (validation: Json): boolean =>
    String(validation['detail']).endsWith('is not a valid query param');
  return [
    ...validations.filter((validation) => !isUnknown(validation)),
    ...validations.filter(isUnknown).toSorted(by('field')),
  ];
}

/** A row made by testgenerate: whatever was not in a request is only checked for its form. */
function withoutGenerated(row: Json, given: string): Json {
  const forms: Readonly<Record<string, RegExp>> = {
    id: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    resource_id: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    time: /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,5}[1-9])?Z$/,
  };
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const isGenerated = forms[name]?.test(String(value)) === true;
      // A given time is sent back rounded, so only its whole seconds are looked for.
      const probe = String(value).slice(0, 19);
      return [name, isGenerated && !given.includes(probe) ? 'generated' : value];
    }),
  );
}

function by(key: string): (a: Json, b: Json) => number {
  return (a, b) => String(a[key]).localeCompare(String(b[key]), 'en');
}
