import { readFileSync } from 'node:fs';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphiqlExamples } from '../src/server/graphiql/graphiql-examples.ts';
import { fieldCosts } from '../src/graphql/documents/field-costs.ts';
import { schema } from '../src/schema/schema.ts';
import type { Acme } from './support/acme.ts';
import { auditEvent, auditLog, startAcme } from './support/acme.ts';

let acme: Acme;
/** Refuses whatever costs anything, and says what it costs. */
let miser: Acme;

beforeAll(async () => {
  const trails = {
    coder: { auditLogs: [auditLog(1), auditLog(2)] },
    bindplane: { events: [auditEvent(1)] },
  };
  acme = await startAcme(trails);
  miser = await startAcme({ config: { maxQueryCost: 0 } });
});

afterAll(async () => {
  await acme.close();
  await miser.close();
});

async function costOf(query: string, variables?: Record<string, unknown>): Promise<number> {
  const { errors } = await miser.gateway.query(query, variables);
  const [, cost] = /may cost (\d+); the limit is 0/.exec(errors?.[0]?.message ?? '') ?? [];
  return Number(cost ?? 0);
}

const hundredIds = { ids: Array.from({ length: 100 }, (_value, index) => `id-${index}`) };
const page = '(first: 100) { nodes { summary } }';

const attacks: [string, string, object?][] = [
  ['organizations', `{ organizations { auditLogs${page} } }`],
  ['actors of a page', `{ auditLogs(first: 100) { nodes { actor { auditLogs${page} } } } }`],
  [
    'actors of the edges of a page',
    `{ auditLogs(first: 100) { edges { node { actor { auditLogs${page} } } } } }`,
  ],
  [
    'actors of a timeline',
    `{ auditTimeline(first: 100) { nodes { actor { auditEvents(first: 1) { totalCount } } } } }`,
  ],
  ['organizations of the viewer', `{ viewer { organizations { auditLogs${page} } } }`],
  [
    'nodes',
    `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on User { auditLogs${page} } } }`,
    hundredIds,
  ],
  [
    'entities',
    `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { auditLogs${page} } } }`,
    { of: Array.from({ length: 100 }, () => ({ __typename: 'User', email: 'a@example.com' })) },
  ],
  [
    'a page whose size is a variable',
    `query ($n: Int = 100) { auditLogs(first: $n) { nodes { actor { auditLogs(last: $n) { nodes { id } } } } } }`,
  ],
  [
    'a page behind fragments',
    `{ auditLogs(first: 100) { ...P } } fragment P on AuditLogConnection { nodes { ... { actor { ...U } } } }
      fragment U on User { auditLogs${page} }`,
  ],
  [
    'aliases',
    `{ auditLogs(first: 100) { nodes { ${Array.from({ length: 25 }, (_v, i) => `d${i}: diff { old }`).join(' ')} } } }`,
  ],
  [
    'introspection again and again',
    `{ ${Array.from({ length: 20 }, (_v, i) => `s${i}: __schema { types { fields { args { type { name } } } } }`).join(' ')} }`,
  ],
];

const sensible: [string, string, object?][] = [
  ...graphiqlExamples.map((query): [string, string] => ['of GraphiQL', query]),
  ...[...readFileSync('README.md', 'utf8').matchAll(/```graphql\n(.*?)```/gs)].map(
    ([, query = '']): [string, string] => ['of the README', query],
  ),
  ['of every tool: introspection', getIntrospectionQuery({ inputValueDeprecation: true })],
  [
    'for two pages of 100 with people and organizations',
    `{ auditLogs(first: 100) { totalCount edges { node { id summary organization { name }
         actor { email organizations { name displayName } } } } }
       auditEvents(first: 100) { totalCount edges { node { id summary
         actor { email organizations { name displayName } } } } } }`,
  ],
  [
    'for a filtered timeline of 100 with people and organizations',
    `{ auditTimeline(first: 100, filter: { operationTypes: [DELETE, MODIFY] }) { totalCount
         nodes { summary actor { email isServiceAccount organizations { name } } } sources { code } } }`,
  ],
  [
    'for 100 nodes with people',
    'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on AuditLog { actor { organizations { name } } } } }',
    hundredIds,
  ],
  [
    'for 25 counts',
    `{ ${Array.from({ length: 25 }, (_v, i) => `c${i}: auditLogs(first: 0, filter: { actions: ["write"], resourceTypes: ["template"] }) { totalCount }`).join(' ')} }`,
  ],
  [
    'for six filtered panels',
    `{ ${Array.from({ length: 6 }, (_v, i) => `p${i}: auditLogs(filter: { isSuccessful: false }) { totalCount nodes { summary } }`).join(' ')} }`,
  ],
  [
    'for the newest of each organization',
    '{ organizations { name auditLogs(first: 5) { nodes { summary } } } }',
  ],
  [
    'for what a user did',
    '{ viewer { auditLogs(first: 100) { nodes { summary diff { field } } } } }',
  ],
];

describe('a query', () => {
  it.each(attacks)(
    'is refused before the first call: a hundred times %s',
    async (_what, query, variables) => {
      acme.coderCalls();
      acme.bindplaneCalls();

      const { data, errors } = await acme.gateway.query(query, variables);

      expect(data).toBeUndefined();
      expect(errors?.map(({ message, extensions }) => [message, extensions])).toEqual([
        [
          expect.stringMatching(
            /^The query may cost \d{4,}; the limit is 2000 \(MAX_QUERY_COST\)\./,
          ),
          { code: 'QUERY_TOO_COMPLEX' },
        ],
      ]);
      expect([...acme.coderCalls(), ...acme.bindplaneCalls()]).toEqual([]);
    },
  );

  it.each(sensible)('is answered when it is one %s', async (_what, query, variables) => {
    const { errors = [] } = await acme.gateway.query(query, variables);

    expect(errors.filter(({ extensions }) => extensions?.['code'] !== 'BAD_USER_INPUT')).toEqual(
      [],
    );
  });

  it.each<[number, string, Record<string, unknown>?]>([
    [0, '{ __typename }'],
    [10, '{ viewer { username } }'],
    [30, '{ upstreams { isReachable } }'],
    [35, '{ auditLogs { nodes { id } } }'],
    [10, '{ auditLogs(first: 0) { nodes { id } } }'],
    [110, '{ auditLogs(first: 1000) { nodes { id } } }'],
    [17, '{ auditEvents(last: 7) { edges { node { id } } } }'],
    [24, '{ auditEvents(last: 7) { edges { node { id } } nodes { id } } }'],
    [21, '{ auditLogs(first: 1) { totalCount nodes { id } } }'],
    [12, '{ auditLogs(first: 1) { nodes { a: id b: id } } }'],
    [
      11,
      '{ auditLogs(first: 1) { nodes { id ... on AuditLog { id } ...F } } } fragment F on AuditLog { id }',
    ],
    [21, '{ auditTimeline(first: 1) { nodes { id } } }'],
    [11, '{ auditTimeline(first: 1, filter: { sources: [CODER] }) { nodes { id } } }'],
    [
      61,
      '{ auditLogs(first: 1, filter: { actions: ["a", "b"], resourceTypes: ["c", "d", "e"] }) { nodes { id } } }',
    ],
    [201, '{ auditLogs(first: 1, filter: { ip: "203.0.113.7" }) { nodes { id } } }'],
    [201, '{ auditEvents(first: 1, filter: { actions: "x" }) { nodes { id } } }'],
    [
      11,
      '{ auditEvents(first: 1, filter: { configuration: "x", actions: null }) { nodes { id } } }',
    ],
    [
      41,
      '{ auditLogs(first: 1, filter: { actions: ["a", "b"], occurredAt: { lt: "2026-02-10T10:00:00Z" } }) { nodes { id } } }',
    ],
    [101, '{ auditLogs(first: 1) { nodes { actor { isServiceAccount } } } }'],
    [35, 'query ($n: Int) { auditLogs(first: $n) { nodes { id } } }'],
    [13, 'query ($n: Int = 3) { auditLogs(first: $n) { nodes { id } } }'],
    [15, 'query ($n: Int = 3) { auditLogs(first: $n) { nodes { id } } }', { n: 5 }],
    [22, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['a', 'b'] }],
    [11, '{ nodes(ids: "a") { id } }'],
    [
      14,
      'query ($of: [_Any!]!) { _entities(representations: $of) { __typename } }',
      {
        of: [
          { __typename: 'User' },
          { __typename: 'AuditLog' },
          { __typename: 'Organization' },
          null,
        ],
      },
    ],
  ])('costs %d: %s', async (cost, query, variables) => {
    expect(await costOf(query, variables)).toBe(cost);
  });

  it('costs what its own operation costs', async () => {
    const query = 'query A { auditLogs { nodes { id } } } query B { viewer { id } }';
    const messageOf = async (operationName: string) => {
      const response = await fetch(`${miser.gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ query, operationName }),
      });
      return response.text();
    };

    expect(await messageOf('A')).toMatch(/may cost 35;/);
    expect(await messageOf('B')).toMatch(/may cost 10;/);
    expect(await messageOf('A')).toMatch(/may cost 35;/);
  });
});

it('knows costs of fields that exist only', () => {
  const names = Object.keys(fieldCosts).filter((name) => {
    const [typeName = '', fieldName = ''] = name.split('.');
    const type = schema.getType(typeName);
    return !type || !('getFields' in type) || !(fieldName in type.getFields());
  });

  expect(names).toEqual([]);
});
