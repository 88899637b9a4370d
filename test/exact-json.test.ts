import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Acme } from './support/acme.ts';
import { auditLog, bindplaneKey, startAcme } from './support/acme.ts';
import { plainRequest } from './support/plain-request.ts';

const numbers = '{"a":9223372036854775807,"b":[1e400,-0,1.50],"c":0.1000000000000000055}';
const page = 'auditLogs(first: 1) { nodes { additionalFields diff { old new } } }';
const exactPage = `{"nodes":[{"additionalFields":${numbers},"diff":[{"old":-0,"new":${numbers}}]}]}`;

let acme: Acme;

beforeAll(async () => {
  acme = await startAcme({ config: { maxBatchSize: 3 } });
});

afterAll(() => acme.close());

/** Coder shows one row, spelt so. */
function showRow(additionalFields: string, target = '"web"'): void {
  const { id } = auditLog(1);
  const row = `{"id": "${id}", "time": "2026-02-10T10:00:00Z", "action": "write", "resource_type": "user",
    "resource_target": ${target}, "additional_fields": ${additionalFields},
    "diff": {"a": {"old": -0, "new": ${additionalFields}, "secret": false}}}`;
  acme.coder.faults.clear();
  acme.coder.faults.rule(({ path }) =>
    path.endsWith('/audit')
      ? { kind: 'status', status: 200, body: `{"audit_logs": [${row}], "count": 1}` }
      : undefined,
  );
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, item]) => key.isWellFormed() && isWellFormed(item));
}

async function textOf(body: unknown): Promise<string> {
  const response = await fetch(`${acme.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.text();
}

describe('JSON numbers beyond doubles', () => {
  beforeAll(() => showRow(numbers));

  it.each([
    ['in a plain query', { query: `{ ${page} }` }, `"auditLogs":${exactPage}`],
    ['under an alias', { query: `{ x: ${page} }` }, `"x":${exactPage}`],
    ['beside an error', { query: `{ ${page} node(id: "x") { id } }` }, `"auditLogs":${exactPage}`],
    ['in a batch', [{ query: `{ ${page} }` }, { query: '{ nothing }' }], exactPage],
    [
      'in the timeline',
      {
        query:
          '{ auditTimeline(filter: { sources: [CODER] }) { nodes { ... on AuditLog { additionalFields } } } }',
      },
      `"additionalFields":${numbers}`,
    ],
  ])('are answered digit for digit %s', async (_where, body, text) => {
    expect(await textOf(body)).toContain(text);
    expect(await textOf(body)).toContain(text);
  });

  it('are answered digit for digit of an entity', async () => {
    const { data } = await acme.gateway.query<{ auditLogs: { nodes: { id: string }[] } }>(
      '{ auditLogs(first: 1) { nodes { id } } }',
    );
    const id = data!.auditLogs.nodes[0]!.id;

    const text = await textOf({
      query:
        'query ($of: [_Any!]!) { _entities(representations: $of) { ... on AuditLog { additionalFields } } }',
      variables: { of: [{ __typename: 'AuditLog', id }] },
    });

    expect(text).toContain(`"additionalFields":${numbers}`);
  });

  it('are answered digit for digit to a GET', async () => {
    const query = encodeURIComponent(`{ ${page} }`);

    const response = await fetch(`${acme.gateway.url}/graphql?query=${query}`);

    expect(await response.text()).toContain(exactPage);
  });
});

describe('half a surrogate pair', () => {
  it('is U+FFFD wherever a row has one', async () => {
    showRow(String.raw`{"\udc00": ["\ud800", "\\ud800 \ud83d\ude00"]}`, String.raw`"a\uD800b"`);
    const query =
      '{ auditLogs(first: 1) { nodes { resourceTarget resourceName summary additionalFields diff { new } } } }';

    const text = await textOf({ query });

    expect(isWellFormed(JSON.parse(text))).toBe(true);
    const { data } = JSON.parse(text);
    const [row] = data.auditLogs.nodes;
    const json = { '\ufffd': ['\ufffd', String.raw`\ud800 😀`] };
    expect(row.resourceTarget).toBe('a\ufffdb');
    expect(row.resourceName).toBe('a\ufffdb');
    expect(row.summary).toContain('a\ufffdb');
    expect(row.additionalFields).toEqual(json);
    expect(row.diff[0].new).toEqual(json);
  });

  it.each([
    ['an alias argument', { query: '{ node(id: "\\ud800") { id } }' }],
    ['a name', { query: '{ __typename }', operationName: '\ud800' }],
    ['a literal', { query: '{ auditLogs(filter: { operationTypes: "\\ud800" }) { totalCount } }' }],
    [
      'a variable',
      {
        query: 'query ($v: AuditLogFilter) { auditLogs(filter: $v) { totalCount } }',
        variables: { v: { '\ud800': 1, actions: [{ '\udc00': '\ud800' }] } },
      },
    ],
    ['an unknown document', { documentId: '\ud800' }],
  ])('is in no error about %s', async (_what, body) => {
    const text = await textOf(body);

    expect(JSON.parse(text).errors).not.toEqual([]);
    expect(isWellFormed(JSON.parse(text))).toBe(true);
  });

  it('is U+FFFD in what Bindplane sends', async () => {
    acme.bindplane.faults.rule(() => ({
      kind: 'status',
      status: 200,
      body: String.raw`{"auditEvents":[{"id":"01","timestamp":"2026-02-10T10:00:00Z","action":"a\udfff","resourceKind":"k","user":"${bindplaneKey.slice(0, 1)}\ud800","configuration":"c"}]}`,
    }));

    const text = await textOf({
      query: '{ auditEvents(first: 1) { nodes { action actorName } } }',
    });

    expect(text).toContain('\\ufffd');
    expect(isWellFormed(JSON.parse(text))).toBe(true);
  });
});

describe('generateTestAuditLog', () => {
  const mutation = 'generateTestAuditLog(input: { additionalFields: $f }) { auditLog { logId } }';
  const bodies: string[] = [];

  beforeAll(() => {
    acme.coder.faults.clear();
    acme.coder.faults.rule(({ method, body }) => {
      if (method === 'POST') bodies.push(body);
      return undefined;
    });
  });

  it.each([
    ['a variable', `mutation ($f: JSON) { ${mutation} }`, `{"f": ${numbers}}`, numbers],
    [
      'a variable of the whole input',
      'mutation ($i: GenerateTestAuditLogInput) { generateTestAuditLog(input: $i) { auditLog { logId } } }',
      `{"i": {"additionalFields": {"x": [${numbers}, "1.50"]}}}`,
      `{"x":[${numbers},"1.50"]}`,
    ],
    [
      'literals',
      `mutation { ${mutation.replace('$f', '{ a: 9223372036854775807, b: [1e400, -0, 1.50], c: 0.1000000000000000055 }')} }`,
      '{}',
      numbers,
    ],
    [
      'literals with variables inside',
      `mutation ($n: JSON, $m: JSON = 3) { ${mutation.replace('$f', '{ a: [$n], b: { c: $m, d: null, e: true, f: "t" } }')} }`,
      '{"n": 1e400}',
      '{"a":[1e400],"b":{"c":3,"d":null,"e":true,"f":"t"}}',
    ],
  ])('sends on digit for digit what it was given in %s', async (_how, query, variables, sent) => {
    const answer = await plainRequest(`${acme.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: `{"query": ${JSON.stringify(query)}, "variables": ${variables}}`,
    });

    expect(answer.body).toEqual({
      data: { generateTestAuditLog: { auditLog: { logId: expect.any(String) } } },
    });
    expect(bodies.at(-1)).toContain(`"additional_fields":${sent}`);
  });

  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('refuses thousands of nested %s before any call', async (_what, open, close) => {
    const calls = bodies.length;
    const deep = `{"a":${open.repeat(6000)}1.50${close.repeat(6000)}}`;

    const { body } = await plainRequest(`${acme.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: `{"query": "mutation ($f: JSON) { ${mutation} }", "variables": {"f": ${deep}}}`,
    });

    expect(body).toMatchObject({
      errors: [
        {
          message: 'It is more than 100 levels deep.',
          extensions: { code: 'BAD_USER_INPUT', argument: 'input.additionalFields' },
        },
      ],
    });
    expect(bodies.length).toBe(calls);
  });
});

describe('values that are nested thousands of levels deep', () => {
  const deep = `${'['.repeat(6000)}${']'.repeat(6000)}`;

  it.each([
    ['a filter', 'query ($v: AuditLogFilter) { auditLogs(filter: $v) { totalCount } }', deep],
    [
      'text in a filter',
      'query ($v: AuditLogFilter) { auditLogs(filter: $v) { totalCount } }',
      `{"actions": ${deep}}`,
    ],
    ['a cursor', 'query ($v: String) { auditLogs(after: $v) { totalCount } }', deep],
    ['an id', 'query ($v: ID!) { node(id: $v) { id } }', deep],
    ['ids', 'query ($v: [ID!]!) { nodes(ids: $v) { id } }', deep],
    [
      'an instant',
      'query ($v: DateTime) { auditLogs(filter: { occurredAt: { gte: $v } }) { totalCount } }',
      deep,
    ],
    ['a reference', 'query ($v: [_Any!]!) { _entities(representations: $v) { __typename } }', deep],
    [
      'a key of a reference',
      'query ($v: [_Any!]!) { _entities(representations: $v) { __typename } }',
      `[{"__typename": "User", "email": ${deep}}, {"__typename": ${deep}}]`,
    ],
  ])('are refused as %s', async (_where, query, value) => {
    const { body } = await plainRequest(`${acme.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: `{"query": ${JSON.stringify(query)}, "variables": {"v": ${value}}, "extensions": {"x": ${deep}}}`,
    });

    const { errors } = body as { errors: { extensions: { code: string } }[] };
    expect(errors.map(({ extensions }) => extensions.code)).toContain('BAD_USER_INPUT');
    expect(JSON.stringify(errors)).not.toContain('INTERNAL_SERVER_ERROR');
  });
});
