import { afterEach, describe, expect, it } from 'vitest';
import { GraphQLString } from 'graphql';
import type { Ask } from '../src/graphql/ask.ts';
import type { Exchange } from '../src/server/exchange.ts';
import type { ServerParts } from '../src/server/server.ts';
import { authBy, startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { plainRequest } from './support/plain-request.ts';
import { createVersionSchema } from './support/version-schema.ts';

const schema = createVersionSchema({ text: { type: GraphQLString, resolve: () => 'a' } });
const query = '{ text }';

let gateway: Gateway | undefined;

afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

type Seen = Record<'request' | 'operation' | 'answer', number>;

/** Counts what passes the place before each part of the way, and what is written at its end. */
function createProbe(): { seen: Seen; own: ServerParts } {
  const seen: Seen = { request: 0, operation: 0, answer: 0 };
  const count = (name: keyof Seen) => () => void (seen[name] += 1);
  const arrangeStages: ServerParts['arrangeStages'] = ({ request, operation, write }) => ({
    request: [count('request'), ...request],
    operation: [count('operation'), ...operation],
    write: (ask: Ask<Exchange>) => {
      seen.answer += 1;
      return write(ask);
    },
  });
  return { seen, own: { arrangeStages } as ServerParts };
}

function post(body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return {
    method: 'POST',
    headers: { Authorization: 'Bearer t', 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

const get = { method: 'GET', headers: { Authorization: 'Bearer t' } };

describe('a stage', () => {
  it.each([
    ['a POST', '', post({ query }), { request: 1, operation: 1, answer: 1 }],
    ['a refused POST', '', post({}), { request: 1, operation: 1, answer: 1 }],
    [
      'a POST that is not let in',
      '',
      post({ query }, { Authorization: 'Bearer x' }),
      { request: 1, operation: 0, answer: 1 },
    ],
    ['a GET', `?query=${encodeURIComponent(query)}`, get, { request: 1, operation: 1, answer: 1 }],
    ['a refused GET', '?query=%FF', get, { request: 1, operation: 0, answer: 1 }],
    ['each of a batch', '', post([{ query }, {}]), { request: 1, operation: 2, answer: 2 }],
    [
      'a POST for events',
      '',
      post({ query }, { Accept: 'text/event-stream' }),
      { request: 1, operation: 1, answer: 1 },
    ],
    [
      'each of a batch for parts',
      '',
      post([{ query }, { query }], { Accept: 'multipart/mixed' }),
      { request: 1, operation: 2, answer: 2 },
    ],
    [
      'a method that there is not',
      '',
      { ...get, method: 'PUT' },
      { request: 1, operation: 0, answer: 1 },
    ],
  ])('sees %s, the first time and the third', async (_name, parameters, sent, expected) => {
    const { seen, own } = createProbe();
    gateway = await startGateway({
      schema,
      own,
      config: { gatewayAuth: authBy(['t']), maxBatchSize: 3 },
    });

    for (let times = 1; times <= 3; times += 1) {
      await plainRequest(`${gateway.url}/graphql${parameters}`, sent);

      expect(seen).toEqual({
        request: expected.request * times,
        operation: expected.operation * times,
        answer: expected.answer * times,
      });
    }
  });
});

describe("an embedder's plugin", () => {
  it.each([
    'onRequest',
    'onRequestParse',
    'onParams',
    'onParse',
    'onValidate',
    'onContextBuilding',
    'onExecute',
    'onSubscribe',
    'onExecutionResult',
    'onResultProcess',
    'onResponse',
    'onEnveloped',
    'instrumentation',
  ])('with %s is refused at the start by name', async (hook) => {
    const plugin = { [hook]: () => undefined };

    await expect(startGateway({ schema, own: { plugins: [plugin] } })).rejects.toThrow(
      `the hook ${hook}`,
    );
  });

  it('is refused for a plugin that it adds', async () => {
    const adder: NonNullable<ServerParts['plugins']>[number] = {
      onPluginInit: ({ addPlugin }) => addPlugin({ onExecute: () => undefined }),
    };

    await expect(startGateway({ schema, own: { plugins: [adder] } })).rejects.toThrow(
      'the hook onExecute',
    );
  });

  it('runs its hooks that are for the start', async () => {
    const ran: string[] = [];
    gateway = await startGateway({
      schema,
      own: {
        plugins: [
          {
            onPluginInit: () => void ran.push('onPluginInit'),
            onYogaInit: () => void ran.push('onYogaInit'),
            onSchemaChange: () => void ran.push('onSchemaChange'),
          },
        ],
      },
    });

    expect(new Set(ran)).toEqual(new Set(['onPluginInit', 'onYogaInit', 'onSchemaChange']));
  });
});
