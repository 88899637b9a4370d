import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Acme } from './support/acme.ts';
import { coderToken, dana, nilUuid, owner, platform, startAcme, uuid } from './support/acme.ts';
import { startGateway } from './support/gateway.ts';
import { graphql } from './graphql/gql.ts';

const generate = graphql(`
  mutation Generate($input: GenerateTestAuditLogInput) {
    generateTestAuditLog(input: $input) {
      auditLog {
        id
        logId
        occurredAt
        action
        resourceType
        resourceId
        resourceTarget
        additionalFields
        actor {
          username
        }
        organization {
          organizationId
        }
        diff {
          field
          old
          new
        }
      }
    }
  }
`);

const auditorToken = 'cccccccccc-dddddddddddddddddddddd';

describe('generateTestAuditLog', () => {
  let acme: Acme;

  beforeAll(async () => {
    const auditor = { ...dana, roles: [{ name: 'auditor', display_name: 'Auditor' }] };
    acme = await startAcme({
      coder: {
        users: [owner, auditor],
        tokens: { [coderToken]: owner.id, [auditorToken]: dana.id },
      },
    });
  });

  afterAll(() => acme.close());

  beforeEach(() => {
    acme.coder.database.remove(acme.coder.database.rows.map(({ id }) => id));
    acme.coder.faults.clear();
    acme.coder.traffic.reset();
  });

  it('returns the row it wrote, with what the caller said', async () => {
    const input = {
      action: 'create',
      resourceType: 'template',
      resourceId: uuid('b', 1),
      occurredAt: '2026-02-22T01:02:03.123456+02:00',
      additionalFields: { workspace_name: 'dev-box' },
      organizationId: platform.id,
    };

    const { data, errors } = await acme.gateway.query(generate, { input });

    expect(errors).toBeUndefined();
    expect(data?.generateTestAuditLog?.auditLog).toMatchObject({
      logId: acme.coder.database.rows[0]?.id,
      occurredAt: '2026-02-21T23:02:03.123456Z',
      action: 'create',
      resourceType: 'template',
      resourceId: uuid('b', 1),
      resourceTarget: 'olga',
      additionalFields: { workspace_name: 'dev-box' },
      actor: { username: 'olga' },
      organization: { organizationId: platform.id },
      diff: [{ field: 'foo', old: 'bar', new: 'baz' }],
    });
  });

  it.each([undefined, {}, { action: null, resourceId: null, additionalFields: null }])(
    'writes what Coder writes by default for %j',
    async (input) => {
      const { data, errors } = await acme.gateway.query(generate, input && { input });

      expect(errors).toBeUndefined();
      expect(data?.generateTestAuditLog?.auditLog).toMatchObject({
        action: 'write',
        resourceType: 'user',
        additionalFields: {},
        organization: null,
      });
    },
  );

  it('returns each of 50 callers their own row', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        acme.gateway.query(generate, {
          input: { resourceId: uuid('b', 1), additionalFields: { workspace_name: `box-${index}` } },
        }),
      ),
    );

    const rows = answers.map(({ data }) => data?.generateTestAuditLog?.auditLog);
    expect(rows.map((row) => row?.additionalFields)).toEqual(
      answers.map((_, index) => ({ workspace_name: `box-${index}` })),
    );
    expect(new Set(rows.map((row) => row?.id)).size).toBe(50);
    expect(acme.coder.database.rows).toHaveLength(50);
  });

  it('ignores the case of actions and resource types, as filters do', async () => {
    const input = { action: ' CREATE', resourceType: 'Template' };
    const { data } = await acme.gateway.query(generate, { input });

    const row = data?.generateTestAuditLog?.auditLog;
    expect(row).toMatchObject({ action: 'create', resourceType: 'template' });
  });

  it.each([
    ['input.action', { action: 'dance' }],
    ['input.resourceType', { resourceType: 'dance' }],
    ['input.action', { action: '' }],
    ['input.resourceType', { resourceType: ' ' }],
    ['input.additionalFields', { additionalFields: { a: [{ b: 'x\0' }] } }],
    ['input.additionalFields', { additionalFields: { 'a\0': 1 } }],
    ['input.additionalFields', { additionalFields: ['\0'] }],
    ['input.additionalFields', { additionalFields: '\ud800' }],
    ['input.resourceId', { resourceId: nilUuid }],
    ['input.organizationId', { organizationId: nilUuid }],
  ])('refuses %s in %j', async (argument, input) => {
    const { data, errors } = await acme.gateway.query(generate, { input });

    expect(data).toEqual({ generateTestAuditLog: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(acme.coder.database.rows).toEqual([]);
  });

  it.each([
    { resourceId: 'nonsense' },
    { occurredAt: '2026-02-30T00:00:00Z' },
    { occurredAt: '0001-01-01T00:00:00Z' },
    { occurredAt: '2026-02-22' },
    { occurredAt: 5 as unknown as string },
  ])('refuses %j in variables', async (input) => {
    const { errors } = await acme.gateway.query(generate, { input });

    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
  });

  it('refuses a literal that is no DateTime by validation', async () => {
    const { errors } = await acme.gateway.query(
      'mutation { generateTestAuditLog(input: { occurredAt: "today" }) { auditLog { id } } }',
    );

    expect(errors?.[0]?.extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  it('is forbidden for an Auditor', async () => {
    const gateway = await startGateway({ coder: { url: acme.coder.url } });
    try {
      const { data, errors } = await gateway.query(
        generate,
        {},
        { 'coder-session-token': auditorToken },
      );

      expect(data).toEqual({ generateTestAuditLog: null });
      expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN', upstream: 'CODER' });
    } finally {
      await gateway.close();
    }
  });

  it('is forbidden with a shared credential unless allowed', async () => {
    const gateway = await startGateway({
      coder: { url: acme.coder.url, token: coderToken },
      config: { allowTestAuditLog: false },
    });
    try {
      const { errors } = await gateway.query(generate);

      expect(errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
      expect(acme.coderCalls()).toEqual([]);
    } finally {
      await gateway.close();
    }
  });

  it('is never retried', async () => {
    acme.coder.faults.rule(({ method }) =>
      method === 'POST' ? { kind: 'status', status: 503 } : undefined,
    );

    const { errors } = await acme.gateway.query(generate);

    expect(errors?.[0]?.extensions).toEqual({ code: 'UPSTREAM_UNAVAILABLE', upstream: 'CODER' });
    expect(acme.coderCalls()).toHaveLength(1);
  });

  it('says that the row is written when it cannot be read', async () => {
    acme.coder.faults.rule(({ method }) =>
      method === 'GET' ? { kind: 'status', status: 403 } : undefined,
    );

    const { data, errors } = await acme.gateway.query(generate);

    expect(data).toEqual({ generateTestAuditLog: { auditLog: null } });
    expect(errors).toMatchObject([
      {
        path: ['generateTestAuditLog', 'auditLog'],
        extensions: { code: 'FORBIDDEN', upstream: 'CODER', written: true },
      },
    ]);
    expect(acme.coder.database.rows).toHaveLength(1);
  });

  it('says that the row is written when Coder does not show it', async () => {
    acme.coder.beforeCall = () =>
      acme.coder.database.remove(acme.coder.database.rows.map(({ id }) => id));
    try {
      const { data, errors } = await acme.gateway.query(generate);

      expect(data).toEqual({ generateTestAuditLog: { auditLog: null } });
      expect(errors?.[0]?.extensions).toEqual({
        code: 'UPSTREAM_BAD_RESPONSE',
        upstream: 'CODER',
        written: true,
      });
    } finally {
      acme.coder.beforeCall = undefined;
    }
  });
});
