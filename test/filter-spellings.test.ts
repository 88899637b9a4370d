import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldText } from '../src/upstream/entry/text-form.ts';
import type { Acme } from './support/acme.ts';
import { auditEvent, auditLog, dana, platform, startAcme, uuid } from './support/acme.ts';

let acme: Acme;

beforeAll(async () => {
  acme = await startAcme({
    coder: {
      auditLogs: [
        auditLog(1, { ip: '10.0.0.1', time: '2026-02-10T10:00:01Z', action: 'create' }),
        auditLog(2, { ip: '10.0.0.2', time: '2026-02-10T10:00:02Z', action: 'create' }),
        auditLog(3, { ip: '2001:db8::1', organization_id: platform.id, action: 'create' }),
        auditLog(4, { ip: '', resource_target: 'Zoë' }),
      ],
    },
    bindplane: { events: [auditEvent(1, { user: 'Zoë' }), auditEvent(2, { user: 'Zoë' })] },
  });
});

afterAll(() => acme.close());

describe('an address', () => {
  it.each([
    ['10.0.0.1', [1]],
    [' ::ffff:10.0.0.1 ', [1]],
    ['10.0.0.99/24', [1, 2]],
    ['0.0.0.0/0', [1, 2]],
    ['::/0', [3]],
    ['2001:DB8:0:0:0:0:0:1', [3]],
    ['2001:db8::/32', [3]],
  ])('%s is found in any spelling', async (ip, numbers) => {
    const nodes = await logIds({ ip });

    expect(nodes).toEqual(numbers.map((number) => uuid('a', number)).toSorted());
  });

  it.each(['10.0.0', '10.0.0.01', 'fe80::1%eth0', '10.0.0.0/33', 'dana'])(
    '%s is refused when it is none',
    async (ip) => {
      expect(await refusal('auditLogs', 'AuditLogFilter', { ip })).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'filter.ip',
      });
    },
  );
});

describe('filters that mean the same', () => {
  it.each([
    [{ actions: ['create'] }, { actions: [' CREATE ', 'create'] }],
    [{ actions: ['create'] }, { search: 'action:create' }],
    [{ actions: ['create', 'write'] }, { actions: ['WRITE', 'create', 'write'] }],
    [{ statusCodes: [200, 500] }, { statusCodes: [500, 200, 200] }],
    [{ ip: '10.0.0.0/24' }, { ip: ' ::ffff:10.0.0.7/120' }],
    [{ actor: { username: 'dana' } }, { actor: { username: ' Dana ' } }],
    [{ actor: { email: 'dana.reyes@example.com' } }, { search: 'email:Dana.Reyes@Example.com' }],
    [{ organization: { name: 'platform' } }, { organization: { name: 'PLATFORM ' } }],
    [{ occurredAt: { lt: '2026-03-01T00:00:00Z' } }, { search: 'date_to:2026-02-28' }],
    [
      { occurredAt: { lt: '2026-03-01T00:00:00Z' } },
      { occurredAt: { lt: '2026-03-01t01:00:00.0+01:00', gte: null } },
    ],
    [{}, { occurredAt: {}, actions: null }],
  ])('share the cursors of audit logs: %o, %o', async (one, other) => {
    await expectShared('auditLogs', 'AuditLogFilter', one, other);
  });

  it.each([
    [{ actorName: 'Zoë' }, { actorName: ' zoe\u0308 ' }],
    [{ resourceTypes: ['source'] }, { resourceTypes: ['Source', 'SOURCE'] }],
  ])('share the cursors of audit events: %o, %o', async (one, other) => {
    await expectShared('auditEvents', 'AuditEventFilter', one, other);
  });

  it.each([
    [{}, { sources: ['BINDPLANE', 'CODER'] }],
    [{ actor: { userId: dana.id } }, { actor: { userId: dana.id.toUpperCase() } }],
  ])('share the cursors of the timeline: %o, %o', async (one, other) => {
    await expectShared('auditTimeline', 'AuditTimelineFilter', one, other);
  });

  it('are told from those that look alike', async () => {
    const cursor = await firstCursor('auditLogs', 'AuditLogFilter', { resourceTarget: 'Zoë' });

    const other = { resourceTarget: 'zoë' };
    expect(await refusal('auditLogs', 'AuditLogFilter', other, cursor)).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'after',
    });
  });
});

describe('a name', () => {
  /** As accents stand that take the longest to compose. */
  const accents = '\u0301\u0323'.repeat(1000);

  it('is composed where it is as short as names are', () => {
    expect(foldText(' Zoe\u0308 ')).toBe('zo\u00eb');
  });

  it('is compared as it is written where it is longer', () => {
    expect(foldText(` A${accents} `)).toBe(`a${accents}`);
  });
});

describe('a refusal of what a search says', () => {
  it.each([
    [
      'lidar-replay',
      /^At character 1 of the search, `lidar-replay`: Coder knows no resource type "lidar-replay".* ai_seat/,
    ],
    ['username:dana action:frob', /^At character 15 .*`action:frob`.* create, write, delete/],
    ['action:write username:nobody', /^At character 14 .*`username:nobody`: Nobody/],
    ['organization:nowhere', /^At character 1 .*organization "nowhere"/],
    ['action:write build_reason:why', /^At character 14 .*autostart/],
    ['resource_id:x', /^At character 1 .*must be a valid UUID/],
    ['action:write date_from:yesterday', /^At character 14 .*YYYY-MM-DD/],
  ])('names the search, the key and its place: %s', async (search, message) => {
    expect(await refusal('auditLogs', 'AuditLogFilter', { search })).toMatchObject({
      argument: 'filter.search',
      message: expect.stringMatching(message),
    });
  });

  it('names the field beside it and what Coder knows', async () => {
    expect(
      await refusal('auditLogs', 'AuditLogFilter', { actions: ['create', 'Frob'] }),
    ).toMatchObject({
      argument: 'filter.actions',
      message: expect.stringMatching(/action "frob".*: create, write/),
    });
  });
});

async function expectShared(field: string, type: string, one: object, other: object) {
  const cursor = await firstCursor(field, type, one);

  const { data, errors } = await page(field, type, other, cursor);

  expect(errors).toBeUndefined();
  expect(data?.[field]).toEqual(await page(field, type, one, cursor).then((p) => p.data?.[field]));
}

async function firstCursor(field: string, type: string, filter: object): Promise<string> {
  const { data } = await page(field, type, filter);
  return (data as Record<string, Page>)[field]!.edges[0]!.cursor;
}

async function logIds(filter: object): Promise<readonly string[]> {
  const { data } = await page('auditLogs', 'AuditLogFilter', filter);
  return (data!['auditLogs'] as Page).nodes.map(({ logId }) => logId).toSorted();
}

async function refusal(field: string, type: string, filter: object, after?: string) {
  const { errors } = await page(field, type, filter, after);
  return { ...errors?.[0]?.extensions, message: errors?.[0]?.message };
}

interface Page {
  readonly edges: readonly { readonly cursor: string }[];
  readonly nodes: readonly { readonly logId: string }[];
}

function page(field: string, type: string, filter: object, after?: string) {
  const logId = field === 'auditLogs' ? 'logId' : 'id';
  return acme.gateway.query(
    `query ($filter: ${type}, $after: String) {
      ${field}(first: 5, after: $after, filter: $filter) {
        edges { cursor } nodes { ${logId} } pageInfo { hasNextPage endCursor }
      }
    }`,
    { filter, after },
  );
}
