import * as fc from 'fast-check';
import {
  execute,
  getOperationAST,
  NoUnusedVariablesRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config/config.ts';
import { createContext } from '../src/schema/context.ts';
import { AnswerMeter } from '../src/graphql/execution/answer-meter.ts';
import { compileOperation } from '../src/graphql/execution/compiled-operation.ts';
import type { WrittenResult } from '../src/graphql/execution/compiled-operation.ts';
import { schema } from '../src/schema/schema.ts';
import { Random } from '../src/simulator/random.ts';
import { createBindplaneServer } from '../src/upstream/bindplane/server.ts';
import { systemClock } from '../src/upstream/door/call-clock.ts';
import type { HttpClient } from '../src/upstream/door/http-client.ts';
import { UpstreamUnavailableError } from '../src/upstream/door/upstream-error.ts';
import { AnswerBody } from '../src/upstream/json/answer-body.ts';
import type { UpstreamName } from '../src/config/upstream-name.ts';
import { anyJsonAnywhere } from './support/any-json-anywhere.ts';
import { longRun } from './support/long-run.ts';
import { randomDocument } from './support/random-document.ts';

const id = '497f6eca-6276-4993-bfeb-53cbbbba6f08';
const organization = { id: '7c60d51f-b44e-4682-87d6-449835ea4de6', name: 'acme', icon: '' };
const user = {
  id,
  username: 'alice',
  email: 'alice@example.com',
  created_at: '2026-01-01T00:00:00.5Z',
  roles: [{ name: 'owner', display_name: 'Owner' }],
  organization_ids: [organization.id],
};

function auditRow(index: number) {
  return {
    id: id.replace(/^./, String(index)),
    time: `2026-11-20T10:00:0${9 - index}.123456Z`,
    action: 'write',
    resource_type: 'workspace_build',
    resource_target: 'web',
    request_id: id,
    status_code: 200,
    diff: { name: { old: 'a', new: { b: [1] }, secret: false }, key: { old: '', secret: true } },
    additional_fields: { workspace_name: 'web', deep: nested(index === 2 ? 200 : 2) },
    organization,
    user,
  };
}

/** Two hundred levels are an error in the middle of the answer. */
function nested(levels: number): unknown {
  return levels === 0 ? [] : [nested(levels - 1)];
}

const events = [0, 1, 2].map((index) => ({
  id: `01K${index}`,
  timestamp: `2026-11-20T10:00:0${9 - index}.5Z`,
  action: 'Modified',
  resourceKind: 'Source',
  user: 'alice@example.com',
  configuration: 'edge:7',
}));

const bodies = {
  audit: { audit_logs: [auditRow(0), auditRow(1), auditRow(2)], count: 3, count_cap: 2000 },
  'audit-events': { auditEvents: events },
  users: { users: [user, { ...user, id: id.replace('4', '5'), username: 'bob' }], count: 2 },
  me: user,
  organizations: [organization],
};
type Bodies = Readonly<Record<string, unknown>>;

/** Answers by the last part of the path; nothing of a name is a server that is down. */
function upstreamOf(upstream: UpstreamName, answers: Bodies): HttpClient {
  return {
    upstream,
    basePath: '',
    async send({ method, path }) {
      const place = { upstream, method, path, status: 200 };
      const body = answers[path.split('/').at(-1)!];
      if (body === undefined) throw new UpstreamUnavailableError('It is down.', place);
      const headers = { 'content-type': 'application/json' };
      return { place, headers, body: new AnswerBody(Buffer.from(JSON.stringify(body))) };
    },
    close: async () => {},
  };
}

const config = parseConfig({ CODER_URL: 'http://127.0.0.1', BINDPLANE_URL: 'http://127.0.0.1' });

/** What graphql-js refuses is not executed; random documents do not use all variables. */
const rules = specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule);

function contextOf(answers: Bodies) {
  const upstreams = {
    coder: upstreamOf('CODER', answers),
    bindplane: { http: upstreamOf('BINDPLANE', answers), server: createBindplaneServer() },
    clock: systemClock,
    close: async () => {},
  };
  return createContext(config, upstreams, {
    requestId: 'a-request',
    headers: { 'coder-session-token': 'abc', 'x-bindplane-api-key': 'def' },
    signal: new AbortController().signal,
    deadline: Infinity,
    mayWrite: true,
  });
}

/** All that an answer is made from; errors of fields that run at once have no order. */
function told({ data, errors }: ExecutionResult): unknown {
  return JSON.parse(
    JSON.stringify({ data, errors: errors?.map(toldError).toSorted() }, undefined, 1),
  );
}

function toldError(error: GraphQLError): string {
  const { message, path, locations, extensions, originalError } = error;
  return JSON.stringify({ path, message, locations, extensions, origin: String(originalError) });
}

/** As a client reads it. */
function readWritten({ data, errors }: WrittenResult): ExecutionResult {
  if (data === undefined) return { errors };
  const text = data === null ? 'null' : Buffer.from(data.take(), 'latin1').toString();
  const read = JSON.parse(text) as Record<string, unknown> | null;
  return errors.length > 0 ? { data: read, errors } : { data: read };
}

async function bothWays(
  query: string,
  variableValues: Readonly<Record<string, unknown>>,
  answers: Bodies,
): Promise<{ plain: unknown; compiled: unknown; again: unknown }> {
  const document = parse(query);
  const operation = compileOperation(schema, document, getOperationAST(document)!);
  const args = () => ({ contextValue: contextOf(answers), variableValues });
  const runPlain = () => execute({ schema, document, ...args() });
  const runCompiled = async () => {
    const written = await operation?.({ ...args(), meter: new AnswerMeter(Infinity) });
    return written ? readWritten(written) : runPlain();
  };
  return {
    plain: told(await runPlain()),
    compiled: told(await runCompiled()),
    again: told(await runCompiled()),
  };
}

describe('a compiled operation', () => {
  it('answers any query as graphql-js does, errors included', () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), anyJsonAnywhere(bodies), async (seed, answers) => {
        const { query, variables } = randomDocument(schema, new Random(seed));
        expect(validate(schema, parse(query), rules)).toEqual([]);
        const { plain, compiled, again } = await bothWays(query, variables, answers as Bodies);
        expect(compiled).toEqual(plain);
        expect(again).toEqual(plain);
      }),
      { numRuns: longRun ? 50_000 : 1000, seed: 20_261_120 },
    ));
});
