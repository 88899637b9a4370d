import { GraphQLInt, GraphQLList, GraphQLObjectType, GraphQLSchema, parse } from 'graphql';
import { getOperationAST } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnswerMeter } from '../src/graphql/execution/answer-meter.ts';
import { compileOperation } from '../src/graphql/execution/compiled-operation.ts';
import type { Acme } from './support/acme.ts';
import { auditLog, startAcme } from './support/acme.ts';
import { plainRequest } from './support/plain-request.ts';

const limit = 20_000;

let acme: Acme;

beforeAll(async () => {
  const diff = { name: { old: 'a'.repeat(400), new: 'b', secret: false } };
  const rows = Array.from({ length: 60 }, (_, index) =>
    auditLog(index, { diff, additional_fields: { workspace_name: 'x'.repeat(400) } }),
  );
  acme = await startAcme({
    coder: { auditLogs: rows },
    config: { maxAnswerBytes: limit, maxBatchSize: 10, maxBodyBytes: 1_000_000 },
  });
});

afterAll(() => acme.close());

async function send(body: unknown): Promise<unknown> {
  const answer = await plainRequest(`${acme.gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return answer.body;
}

const refused = {
  errors: [
    {
      message: `The answer has more than ${limit} bytes; the limit is ${limit} (MAX_ANSWER_BYTES). Ask for smaller pages, or for fewer fields at once.`,
      extensions: { code: 'QUERY_TOO_COMPLEX' },
    },
  ],
};

const badIds = Array.from({ length: 90 }, (_, index) => `bad${index}`);

describe('an answer over the limit', () => {
  it.each<[string, string, object?]>([
    ['a list', '{ auditLogs(first: 60) { nodes { id summary logId occurredAt resourceTarget } } }'],
    ['a diff', '{ auditLogs(first: 60) { nodes { diff { old } } } }'],
    ['JSON values', '{ auditLogs(first: 60) { edges { node { additionalFields } } } }'],
    ['introspection', '{ __schema { types { description fields { description } } } }'],
    ['names', `{ __schema { types { fields { ${'a'.repeat(256)}: name } } } }`],
    ['errors', 'query ($ids: [ID!]!) { a: nodes(ids: $ids) { id } b: nodes(ids: $ids) { id } }'],
    ['one text', '{ _service { sdl } }'],
  ])('is refused whole: %s', async (_what, query) => {
    const request = { query, variables: { ids: badIds } };

    const answers = [await send(request), await send(request), await send(request)];

    expect(answers).toEqual([refused, refused, refused]);
  });

  it('is refused for a GET as well', async () => {
    const query = encodeURIComponent('{ auditLogs(first: 60) { nodes { diff { old } } } }');

    const { body } = await plainRequest(`${acme.gateway.url}/graphql?query=${query}`);

    expect(body).toEqual(refused);
  });

  it('is that of a whole batch', async () => {
    const page = { query: '{ auditLogs(first: 30) { nodes { diff { old } } } }' };

    const alone = (await send(page)) as { data: unknown };
    const batch = (await send([page, page, page])) as unknown[];

    expect(alone.data).toBeDefined();
    expect(JSON.stringify(batch).length).toBeLessThan(limit + 1000);
    expect(batch).toContainEqual(refused);
  });

  it('is refused when names of fields and aliases are long', async () => {
    const answers = await Promise.all(
      [
        `{ ${'a'.repeat(257)}: __typename }`,
        `{ __typename } fragment ${'b'.repeat(90_000)} on Query { __typename }`,
      ].map((query) => send({ query })),
    );

    expect(answers).toEqual(
      [257, 90_000].map((length) => ({
        errors: [
          {
            message: `The document has a name of ${length} characters; the limit is 256.`,
            extensions: { code: 'QUERY_TOO_COMPLEX' },
          },
        ],
      })),
    );
  });

  it('is refused when the document has too many lines', async () => {
    const answer = await send({ query: `${'\n'.repeat(4000)}{ __typename }` });

    expect(answer).toMatchObject({
      errors: [
        { message: 'The document has more than 4000 lines; the limit is 4000 (MAX_QUERY_TOKENS).' },
      ],
    });
  });
});

describe('a large answer', () => {
  const Item = new GraphQLObjectType({
    name: 'Item',
    fields: { n: { type: GraphQLInt, resolve: (n: number) => n } },
  });
  const list = Array.from({ length: 100 }, (_, index) => index);
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: () => ({
        list: { type: new GraphQLList(Item), resolve: () => list },
        lists: {
          type: new GraphQLList(new GraphQLList(Item)),
          resolve: () => list.map(() => list),
        },
      }),
    }),
  });

  async function execute(query: string, meter: AnswerMeter) {
    const document = parse(query);
    const operation = compileOperation(schema, document, getOperationAST(document)!)!;
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    const { data, errors } = await operation({ meter });
    isDone = true;
    return { turns, errors, data: data && JSON.parse(data.take()) };
  }

  it('lets others have their turn while it is written', async () => {
    const fields = Array.from({ length: 20 }, (_, index) => `a${index}: n`).join(' ');

    const { turns, data } = await execute(`{ lists { ${fields} } }`, new AnswerMeter(Infinity));

    expect(turns).toBeGreaterThan(10);
    expect(data.lists).toHaveLength(100);
    expect(data.lists.map((items: unknown[]) => items.length)).toEqual(list.map(() => 100));
    expect(data.lists[99][98]).toMatchObject({ a0: 98, a19: 98 });
  });

  it('is written no further once it is over the limit', async () => {
    let ended = 0;
    const meter = new AnswerMeter(1000, () => (ended += 1));

    const { data, errors } = await execute('{ list { n } lists { n } }', meter);

    expect(data).toBeUndefined();
    expect(errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX' } }]);
    expect(ended).toBe(1);
  });
});
