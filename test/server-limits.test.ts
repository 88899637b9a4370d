import type { ExecutionResult } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { createVersionSchema } from './support/version-schema.ts';

const schema = createVersionSchema();

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway({ schema, config: { maxQueryDepth: 4, introspection: true } });
});

afterAll(() => gateway.close());

function nested(depth: number): string {
  return `${'{ self '.repeat(depth - 1)}{ __typename echo(value: 1) }${' }'.repeat(depth - 1)}`;
}

function spreading(selections: string): string {
  return `{ self { ${selections} } } fragment F on Query { a: echo(value: 1) b: echo(value: 1) }`;
}

/** Each spreads the next, the last asks for something. */
function fortyFragments(body: (next: string) => string): string {
  const fragments = Array.from(
    { length: 40 },
    (_value, index) => `fragment F${index} on Query { ${body(`...F${index + 1}`)} }`,
  );
  return `${fragments.join(' ')} fragment F40 on Query { echo(value: 1) }`;
}

function selecting(times: number): string {
  return `{ self { ${'echo(value: 1) '.repeat(times)} } }`;
}

async function messagesOf(query: string, operationName?: string): Promise<string[]> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query, operationName }),
  });
  const { errors = [] } = (await response.json()) as ExecutionResult;
  return errors.map(({ message, extensions }) => `${extensions?.['code'] as string}: ${message}`);
}

describe('a query', () => {
  it('may be as deep as the limit', async () => {
    expect(await messagesOf(nested(4))).toEqual([]);
  });

  it.each<[string, string, string?]>([
    ['fields', nested(5)],
    ['fragments', `{ self { ...A } } fragment A on Query { self ${nested(3)} }`],
    ['inline fragments', `{ self { ... on Query { self { ... { self ${nested(2)} } } } } }`],
    ['another operation', `query a { echo(value: 1) } query b ${nested(5)}`, 'a'],
  ])('may not be deeper by %s', async (_what, query, operationName?: string) => {
    expect(await messagesOf(query, operationName)).toContain(
      'QUERY_TOO_COMPLEX: The query is 5 levels deep; the limit is 4 (MAX_QUERY_DEPTH).',
    );
  });

  it('may have 25 root fields and no more', async () => {
    const fields = Array.from({ length: 26 }, (_value, index) => `a${index}: echo(value: 1)`);
    const fragments = `{ ...A ...B } fragment A on Query { ${fields.slice(0, 20).join(' ')} }
      fragment B on Query { ${fields.slice(20).join(' ')} }`;

    expect(await messagesOf(`{ ${fields.slice(1).join(' ')} }`)).toEqual([]);
    for (const query of [`{ ${fields.join(' ')} }`, fragments]) {
      expect(await messagesOf(query)).toEqual([
        'QUERY_TOO_COMPLEX: The query has 26 root fields; the limit is 25 (MAX_ROOT_FIELDS).',
      ]);
    }
  });

  it('may have 25 operations beside it and no more', async () => {
    const operations = Array.from({ length: 26 }, (_value, index) => `query q${index} { coder }`);

    expect(await messagesOf(operations.join('\n'), 'q0')).toEqual([
      'QUERY_TOO_COMPLEX: The document has 26 operations; the limit is 25.',
    ]);
  });

  it('may have 4000 tokens and no more', async () => {
    const fields = Array.from({ length: 1331 }, (_value, index) => `a${index}: __typename`);
    const allowed = `{ self { ${fields.join(' ')} b c } }`;
    const refused = `{ self { ${fields.join(' ')} b c d } }`;

    expect(await messagesOf(allowed)).toEqual([
      expect.stringMatching(/Cannot query field "b"/),
      expect.stringMatching(/Cannot query field "c"/),
    ]);
    expect(await messagesOf(refused)).toEqual([
      'QUERY_TOO_COMPLEX: The document has more than 4000 tokens; the limit is 4000 (MAX_QUERY_TOKENS).',
    ]);
  });

  it.each([
    ['itself', '{ ...A } fragment A on Query { self { ...A } }'],
    ['each other', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
    ['nothing', '{ ...A }'],
  ])('is refused and not walked for ever when its fragments contain %s', async (_what, query) => {
    expect(await messagesOf(query)).toEqual([
      expect.stringMatching(/^GRAPHQL_VALIDATION_FAILED: /),
    ]);
  });

  it('is measured in time that does not grow with what its fragments would expand to', async () => {
    const deep = await startGateway({ schema, config: { maxQueryDepth: 60 } });

    const merged = await messagesOf(`{ ...F0 } ${fortyFragments((next) => `${next} ${next}`)}`);
    const { errors } = await deep.query(
      `{ ...F0 } ${fortyFragments((next) => `a: self { ${next} } b: self { ${next} }`)}`,
    );

    expect(merged).toEqual([]);
    expect(errors).toMatchObject([
      { message: expect.stringMatching(/more than 5000 fields and fragments/) },
    ]);
    await deep.close();
  });

  it.each([
    ['braces', `${'{ self '.repeat(1500)}{ coder }${' }'.repeat(1500)}`],
    ['inline fragments', `${'{ ... '.repeat(1300)}{ coder }${' }'.repeat(1300)}`],
    ['lists', `{ echo(value: ${'['.repeat(1900)}1${']'.repeat(1900)}) }`],
    ['types', `query ($v: ${'['.repeat(1900)}Int${']'.repeat(1900)}) { echo(value: $v) }`],
    ['what never ends', '{ self '.repeat(1900)],
  ])('may have 100 brackets inside one another and no more: %s', async (_what, query) => {
    expect(await messagesOf(query)).toEqual([
      'QUERY_TOO_COMPLEX: The document has more than 100 brackets inside one another; the limit is 100.',
    ]);
  });

  it('may have as many brackets in its texts as it likes', async () => {
    expect(await messagesOf(`{ echo(value: 1) # ${'{'.repeat(200)}\n }`)).toEqual([]);
    expect(await messagesOf(`{ echo(value: "${'['.repeat(200)}") }`)).toEqual([
      expect.stringMatching(/^GRAPHQL_VALIDATION_FAILED: Int cannot represent/),
    ]);
  });

  it('may select a field of one name in one place some hundred times and no more', async () => {
    expect(await messagesOf(selecting(100))).toEqual([]);
    expect(await messagesOf(selecting(500))).toEqual([
      expect.stringMatching(/^QUERY_TOO_COMPLEX: .* pairs have to be compared; the limit is 10000/),
    ]);
  });

  it('counts a field once for all fragments that select it', async () => {
    const fragments = Array.from(
      { length: 26 },
      (_value, index) => `fragment F${index} on Query { echo(value: 1) }`,
    );
    const spreads = fragments.map((_fragment, index) => `...F${index}`);

    expect(await messagesOf(`{ ${spreads.join(' ')} } ${fragments.join(' ')}`)).toEqual([]);
  });

  it('may have 100 directives and no more', async () => {
    const fields = Array.from(
      { length: 100 },
      (_value, index) => `a${index}: __typename @skip(if: false)`,
    );

    expect(await messagesOf(`{ self { ${fields.join(' ')} } }`)).toEqual([]);
    expect(await messagesOf(`{ self @skip(if: true) { ${fields.join(' ')} } }`)).toEqual([
      'QUERY_TOO_COMPLEX: The document has 101 directives; the limit is 100 (MAX_QUERY_DIRECTIVES).',
    ]);
  });

  it('may select as much as the limit, wherever fragments are spread', async () => {
    const small = await startGateway({ schema, config: { maxQuerySelections: 8 } });
    const allowed = await small.query(spreading('...F self { ...F }'));
    const refused = await small.query(spreading('...F self { ...F a: echo(value: 1) }'));

    expect(allowed.errors).toBeUndefined();
    expect(refused.errors?.[0]?.message).toMatch(/more than 8 fields and fragments/);
    expect(refused.errors?.[0]?.extensions).toEqual({ code: 'QUERY_TOO_COMPLEX' });
    await small.close();
  });
});

describe('introspection', () => {
  const names = '{ __schema { types { fields { type { ofType { ofType { name } } } } } } }';

  it('does not count as depth', async () => {
    expect(await messagesOf(names)).toEqual([]);
  });

  it('is refused without hints at names when it is switched off', async () => {
    const closed = await startGateway({ schema, config: { introspection: false } });

    const asked = await closed.query(names);
    const misspelt = await closed.query('{ codr }');
    const misspeltArgument = await closed.query('{ echo(value: 1, valu: 1) }');
    const typename = await closed.query('{ __typename }');

    expect(asked.errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(misspelt.errors?.[0]?.message).toBe('Cannot query field "codr" on type "Query".');
    expect(misspeltArgument.errors?.[0]?.message).toBe(
      'Unknown argument "valu" on field "Query.echo".',
    );
    expect(typename).toEqual({ data: { __typename: 'Query' } });
    await closed.close();
  });

  it.each([
    [
      'query ($f: AuditLogFilter) { auditLogs(filter: $f) { totalCountCap } }',
      { f: { actionz: 1 } },
    ],
    [
      'query ($t: AuditOperationType!) { auditLogs(filter: { operationTypes: [$t] }) { totalCountCap } }',
      { t: 'CREAT' },
    ],
    [
      'mutation ($i: GenerateTestAuditLogInput) { generateTestAuditLog(input: $i) { __typename } }',
      { i: { actionz: 1 } },
    ],
  ])('gives no hints at names in variables either: %s', async (query, variables) => {
    const closed = await startGateway({ config: { introspection: false } });

    const { errors } = await closed.query(query, variables);

    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    expect(errors?.[0]?.message).not.toContain('Did you mean');
    await closed.close();
  });
});
