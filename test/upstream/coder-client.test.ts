import { afterEach, describe, expect, it } from 'vitest';
import { startCoderSimulator } from '../../src/simulator/coder/coder-simulator.ts';
import type { CoderSimulatorOptions } from '../../src/simulator/coder/coder-simulator.ts';
import type { StoredUser } from '../../src/simulator/coder/state.ts';
import { createCoderClient } from '../../src/upstream/coder/client.ts';
import { createUserDirectory } from '../../src/upstream/coder/users.ts';
import { createHttpClient } from '../../src/upstream/door/http-client.ts';
import { patience } from '../support/eventually.ts';

const organization = {
  id: 'a7e0291d-ab81-4ed0-904e-6f7720d93e17',
  name: 'coder',
  display_name: 'Coder',
  icon: '',
  description: '',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  is_default: true,
};
const owner = person(1, 'Rootie', 'owner');
const auditor = person(2, 'auditor', 'auditor');
const member = person(3, 'member');
const gone = { ...person(4, 'gone'), deleted: true };
const tokens = {
  'aaaaaaaaaa-0123456789012345678901': owner.id,
  'bbbbbbbbbb-0123456789012345678901': auditor.id,
  'cccccccccc-0123456789012345678901': member.id,
};

function person(index: number, username: string, role?: string): StoredUser {
  return {
    id: `2f218980-1791-4509-9c90-00000000000${index}`,
    username,
    name: '',
    email: `${username}@Example.com`,
    avatar_url: '',
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    last_seen_at: '0001-01-01T00:00:00Z',
    status: 'active',
    login_type: 'password',
    organization_ids: [organization.id],
    roles: role === undefined ? [] : [{ name: role, display_name: role }],
    deleted: false,
  };
}

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function start(options: Partial<CoderSimulatorOptions> = {}, caller: StoredUser = owner) {
  const simulator = await startCoderSimulator({
    users: [owner, auditor, member, gone],
    organizations: [organization],
    auditLogs: [],
    tokens,
    ...options,
  });
  const http = createHttpClient({ upstream: 'CODER', baseUrl: simulator.url, timeoutMs: patience });
  closers.push(
    () => http.close(),
    () => simulator.close(),
  );
  const client = createCoderClient(http, {
    credential: Object.entries(tokens).find(([, id]) => id === caller.id)![0],
    requestId: 'request-1',
    signal: new AbortController().signal,
  });
  const paths = () => simulator.traffic.calls.map(({ path }) => path);
  return { simulator, client, paths };
}

describe.each(['2.20.3', '2.24.2', '2.30.9', '2.35.1'] as const)('Coder %s', (version) => {
  it('shows a generated row as it was asked for', async () => {
    const { client, paths } = await start({ version });
    const request_id = 'c0000000-0000-4000-8000-000000000001';

    await client.generateTestAuditLog({
      action: 'create',
      resource_type: 'template',
      time: '2026-02-10T10:00:00.123456Z',
      request_id,
      organization_id: organization.id,
    });
    const page = await client.auditLogs({ q: `request_id:${request_id}`, limit: 7, offset: 0 });

    expect(page.rows).toMatchObject([
      {
        time: '2026-02-10T10:00:00.123456Z',
        action: 'create',
        resource_type: 'template',
        request_id,
        organization: { name: 'coder' },
        user: { username: 'Rootie' },
      },
    ]);
    expect(paths()[1]).toBe(`/api/v2/audit?q=request_id%3A${request_id}&limit=7&offset=0`);
  });

  it('tells who is asking, and who else there is', async () => {
    const { client } = await start({ version });

    expect(await client.me()).toMatchObject({
      username: 'Rootie',
      organization_ids: [organization.id],
      is_service_account: false,
    });
    expect((await client.users()).map(({ username }) => username)).toEqual([
      'auditor',
      'member',
      'Rootie',
    ]);
    expect(await client.user(gone.id)).toMatchObject({ username: 'gone' });
    expect(await client.user('gone')).toBeUndefined();
    expect(await client.organizations()).toMatchObject([{ name: 'coder', is_default: true }]);
    expect(await client.organization('nope')).toBeUndefined();
    expect((await client.buildInfo()).version).toContain(version);
  });

  it('names the value of a search that it refuses', async () => {
    const { client } = await start({ version });

    await expect(
      client.auditLogs({ q: 'action:teleport', limit: 1, offset: 0 }),
    ).rejects.toMatchObject({
      name: 'UpstreamRejectedError',
      status: 400,
      validations: [
        {
          field: 'action',
          detail: 'Query param "action" has invalid value: "teleport" is not a valid value',
        },
      ],
    });
  });

  it('refuses what a caller may not do', async () => {
    const asMember = await start({ version }, member);
    const asAuditor = await start({ version }, auditor);
    const asOwner = await start({ version });
    const forbidden = { name: 'UpstreamForbiddenError' };

    await expect(asMember.client.auditLogs({ q: '', limit: 1, offset: 0 })).rejects.toMatchObject(
      forbidden,
    );
    await expect(asAuditor.client.generateTestAuditLog({})).rejects.toMatchObject(forbidden);
    await expect(
      asOwner.client.generateTestAuditLog({ resource_type: 'moon' }),
    ).rejects.toMatchObject({
      name: 'UpstreamRejectedError',
      message:
        'Coder refused POST /api/v2/audit/testgenerate: resource_type: Coder does not know this resource_type',
      validations: [{ field: 'resource_type' }],
    });
  });

  it('finds people by their e-mail, in any case', async () => {
    const { client, paths } = await start({ version });

    expect(await createUserDirectory(client).byEmail('rootie@example.COM')).toMatchObject({
      id: owner.id,
    });
    expect(paths()).toEqual(['/api/v2/users?q=search%3Arootie%40example.com']);
  });
});

describe('a name', () => {
  it.each(['', '.', '..', 'a/b', 'a\\b', '../audit', 'a\nb', '\ud800', 'x'.repeat(256)])(
    'that is no segment of a path is nobody, without a call: %j',
    async (name) => {
      const { client, paths } = await start();

      expect(await client.user(name)).toBeUndefined();
      expect(await client.organization(name)).toBeUndefined();
      expect(paths()).toEqual([]);
    },
  );

  it.each([
    ['a b?limit=1#c', 'a%20b%3Flimit%3D1%23c'],
    ['%2e%2e', '%252e%252e'],
    ['zoë', 'zo%C3%AB'],
  ])('stays inside its segment: %j', async (name, segment) => {
    const { client, paths } = await start();

    expect(await client.user(name)).toBeUndefined();
    expect(paths()).toEqual([`/api/v2/users/${segment}`]);
  });
});

it('does not take a wrong URL for an absent user', async () => {
  const { simulator, client } = await start();
  simulator.faults.next({ kind: 'status', status: 404, body: '{"message":"Route not found."}' });
  simulator.faults.next({ kind: 'status', status: 404, body: 'gone', contentType: 'text/html' });

  const error = { name: 'UpstreamBadResponseError', status: 404 };
  await expect(client.user('alice')).rejects.toMatchObject(error);
  await expect(client.user('alice')).rejects.toMatchObject(error);
});

it('says when to ask again after a rate limit', async () => {
  const { client } = await start({ requestsPerMinute: 1 });

  await client.me();

  const error: unknown = await client.me().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'UpstreamRateLimitedError' });
  const { retryAfterSeconds } = error as { retryAfterSeconds: number };
  expect(retryAfterSeconds).toBeGreaterThanOrEqual(1);
  expect(retryAfterSeconds).toBeLessThanOrEqual(60);
});

it('cleans the texts that it takes over from Coder', async () => {
  const { simulator, client } = await start();
  const detail = `bad\u0000\n\u202e value ${'😀'.repeat(400)}`;
  const body = JSON.stringify({ message: 'no', validations: [{ field: 'action', detail }] });
  simulator.faults.next({ kind: 'status', status: 400, body });

  const error = await client
    .auditLogs({ q: 'action:x', limit: 1, offset: 0 })
    .catch((reason: unknown) => reason);

  const expected = `bad value ${'😀'.repeat(145)}`;
  expect(error).toMatchObject({ validations: [{ field: 'action', detail: expected }] });
  expect((error as Error).message.length).toBeLessThanOrEqual(300);
});
