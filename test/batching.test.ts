import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { plainRequest } from './support/plain-request.ts';
import { createVersionSchema } from './support/version-schema.ts';

const schema = createVersionSchema();

let gateway: Gateway;

beforeAll(async () => {
  gateway = await startGateway({ schema, config: { maxBatchSize: 3 } });
});

afterAll(() => gateway.close());

async function post(body: unknown, { url }: Gateway = gateway): Promise<[number, unknown]> {
  const answer = await plainRequest(`${url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return [answer.status, answer.body];
}

describe('a batch', () => {
  it('is answered operation by operation, in order', async () => {
    const batch = [
      { query: 'query ($v: Int!) { echo(value: $v) }', variables: { v: 7 } },
      { query: '{ nothing }' },
      { query: '{ echo(value: 8) }' },
    ];

    expect(await post(batch)).toEqual([
      200,
      [
        { data: { echo: 7 } },
        {
          errors: [expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })],
        },
        { data: { echo: 8 } },
      ],
    ]);
  });

  it('is refused when it is larger than the limit', async () => {
    expect(await post(Array.from({ length: 4 }, () => ({ query: '{ __typename }' })))).toEqual([
      400,
      {
        errors: [
          {
            message: 'The request is a batch of 4; the limit is 3 (MAX_BATCH_SIZE).',
            extensions: { code: 'QUERY_TOO_COMPLEX' },
          },
        ],
      },
    ]);
  });

  it('is refused when it is empty', async () => {
    expect(await post([])).toEqual([
      400,
      {
        errors: [
          {
            message: 'The request body is a batch of no operation.',
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ],
      },
    ]);
  });

  it('has an error in the place of what is no operation', async () => {
    const [status, body] = await post([null, 7, { query: '{ __typename }' }]);

    const refused = {
      errors: [{ message: expect.any(String), extensions: { code: 'BAD_USER_INPUT' } }],
    };
    expect(status).toBe(200);
    expect(body).toEqual([refused, refused, { data: { __typename: 'Query' } }]);
  });

  it('is refused by default', async () => {
    const strict = await startGateway({ schema });

    const [status, body] = await post([{ query: '{ __typename }' }], strict);

    expect(status).toBe(400);
    expect(body).toMatchObject({ errors: [{ message: expect.stringMatching(/batch of 1/) }] });
    await strict.close();
  });
});
