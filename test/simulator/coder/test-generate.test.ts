import { afterEach, describe, expect, it } from 'vitest';
import { startCoderSimulator } from '../../../src/simulator/coder/coder-simulator.ts';
import type { CoderSimulator } from '../../../src/simulator/coder/coder-simulator.ts';
import { ask, auditPage, nilUuid, smallCompany, tokens, userId } from './small-company.ts';
import type { Reply } from './small-company.ts';

let simulator: CoderSimulator;

afterEach(() => simulator.close());

async function start(now = '2026-03-01T12:00:00.123456Z'): Promise<void> {
  simulator = await startCoderSimulator(smallCompany({ now: () => now }));
}

function generate(body: unknown, init: Parameters<typeof ask>[2] = {}): Promise<Reply> {
  return ask(simulator, '/audit/testgenerate', {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'User-Agent': 'probe' },
    ...init,
  });
}

async function failureOf(reply: Promise<Reply>): Promise<unknown> {
  const { status, body } = await reply;
  return [status, (body as { detail: string }).detail];
}

describe('testgenerate', () => {
  it('stores a default row that is read at once', async () => {
    await start();

    const { status, text } = await generate({});
    const { audit_logs: page, count } = await auditPage(simulator);

    expect([status, text, count]).toEqual([204, '', 1]);
    expect(page[0]).toMatchObject({
      request_id: nilUuid,
      time: '2026-03-01T12:00:00.123456Z',
      ip: '127.0.0.1',
      user_agent: 'probe',
      resource_type: 'user',
      resource_target: 'Olga',
      resource_icon: '',
      action: 'write',
      diff: { foo: { old: 'bar', new: 'baz', secret: false } },
      status_code: 200,
      additional_fields: {},
      description: '{user} updated user {target}',
      is_deleted: true,
      resource_link: '',
      user: { id: userId(1) },
    });
    expect(page[0]).not.toHaveProperty('organization');
  });

  it('gives a link when the row is about the caller', async () => {
    await start();

    await generate({ resource_id: userId(1) });

    expect((await auditPage(simulator)).audit_logs[0]).toMatchObject({
      is_deleted: false,
      resource_link: '/users?filter=Olga',
    });
  });

  it('takes keys in any letter case, null as absent and ignores what it does not know', async () => {
    await start();

    const { status } = await generate({
      ACTION: 'delete',
      time: null,
      bogus: [],
      build_reason: 'x',
    });

    expect(status).toBe(204);
    expect((await auditPage(simulator)).audit_logs[0]).toMatchObject({
      action: 'delete',
      time: '2026-03-01T12:00:00.123456Z',
    });
  });

  it.each([
    ['2026-02-22T01:02:03.1234567Z', '2026-02-22T01:02:03.123457Z'],
    ['2026-02-22T01:02:03.9999995Z', '2026-02-22T01:02:04Z'],
    ['2026-02-22T01:02:03+09:00', '2026-02-21T16:02:03Z'],
    ['1969-12-31T23:59:59.25Z', '1969-12-31T23:59:59.25Z'],
    ['2999-01-01T00:00:00.1Z', '2999-01-01T00:00:00.1Z'],
    ['0001-01-01T00:00:00Z', '2026-03-01T12:00:00.123456Z'],
  ])('stores the time %s as %s', async (time, stored) => {
    await start();

    await generate({ time });

    expect((await auditPage(simulator)).audit_logs[0]?.['time']).toBe(stored);
  });

  it.each([
    ['', 'EOF'],
    ['{', 'unexpected EOF'],
    ['{"action":"wri', 'unexpected EOF'],
    ['[]', 'json: cannot unmarshal array into Go value of type codersdk.CreateTestAuditLogRequest'],
    [
      '"x"',
      'json: cannot unmarshal string into Go value of type codersdk.CreateTestAuditLogRequest',
    ],
    [
      '{"resource_id":true}',
      'json: cannot unmarshal bool into Go struct field ' +
        'CreateTestAuditLogRequest.resource_id of type uuid.UUID',
    ],
    ['{"request_id":""}', 'invalid UUID length: 0'],
    ['{"time":5}', 'Time.UnmarshalJSON: input is not a JSON string'],
  ])('refuses the body %s', async (body, detail) => {
    await start();

    const { status, body: answer } = await generate(body);

    expect(status).toBe(400);
    expect(answer).toEqual({ message: 'Request body must be valid JSON.', detail });
  });

  it('accepts null as an empty body', async () => {
    await start();

    expect((await generate('null')).status).toBe(204);
  });

  it('fails inside the server for unknown values and long user agents', async () => {
    await start();
    expect(await failureOf(generate({ action: 'x"' }))).toEqual([
      500,
      String.raw`pq: invalid input value for enum audit_action: "x\""`,
    ]);
    expect(await failureOf(generate({ resource_type: 'x' }))).toEqual([
      500,
      'pq: invalid input value for enum resource_type: "x"',
    ]);
    expect(await failureOf(generate({}, { headers: { 'User-Agent': 'a'.repeat(257) } }))).toEqual([
      500,
      'pq: value too long for type character varying(256)',
    ]);
    expect((await generate({}, { headers: { 'User-Agent': 'a'.repeat(256) } })).status).toBe(204);
  });

  it('lets auditors through the gate and fails at the insert, after the body', async () => {
    await start();

    expect((await generate({}, { as: tokens.auditor })).status).toBe(500);
    expect((await generate({}, { as: tokens.organizationAdmin })).status).toBe(500);
    expect((await generate('{', { as: tokens.auditor })).status).toBe(400);
    expect((await generate('{', { as: tokens.member })).status).toBe(403);
    expect((await auditPage(simulator)).count).toBe(0);
  });
});
