import { afterEach, describe, expect, it } from 'vitest';
import { startCoderSimulator } from '../../../src/simulator/coder/coder-simulator.ts';
import type {
  CoderSimulator,
  CoderSimulatorOptions,
} from '../../../src/simulator/coder/coder-simulator.ts';
import {
  ask,
  mainOrganization,
  nilUuid,
  organization,
  otherOrganization,
  smallCompany,
  tokens,
  user,
  userId,
} from './small-company.ts';

let simulator: CoderSimulator;

afterEach(() => simulator.close());

async function start(options: Partial<CoderSimulatorOptions> = {}): Promise<void> {
  simulator = await startCoderSimulator(smallCompany(options));
}

async function found(path: string, as?: string): Promise<unknown> {
  const { body } = await ask(simulator, path, as === undefined ? {} : { as });
  const { users, count } = body as { users: { username: string }[]; count: number };
  return [count, users.map(({ username }) => username)];
}

async function statusOf(reference: string): Promise<number> {
  return (await ask(simulator, `/users/${reference}`)).status;
}

async function organizationName(reference: string, as: string = tokens.owner): Promise<unknown> {
  const { status, body } = await ask(simulator, `/organizations/${reference}`, { as });
  return status === 200 ? (body as { name: string }).name : status;
}

async function namesOf(path: string, as: string): Promise<unknown> {
  const { body } = await ask(simulator, path, { as });
  return (body as { name?: string; username?: string }[]).map((item) => item.username ?? item.name);
}

describe('one user', () => {
  it('is found by id in any state and by name only while living', async () => {
    await start({
      users: [user(10, { username: 'gone', deleted: true }), user(11, { is_system: true })],
    });
    expect(await statusOf(userId(10))).toBe(200);
    expect(await statusOf(userId(11))).toBe(200);
    expect(await statusOf(userId(10).replaceAll('-', ''))).toBe(200);
    expect(await statusOf('gone')).toBe(404);
    expect(await statusOf('AUDREY')).toBe(200);
    expect(await statusOf('user-1@example.com')).toBe(404);
  });

  it('that is absent or hidden is a 404 with one text since 2.31', async () => {
    await start();
    const message = 'Resource not found or you do not have access to this resource';

    expect((await ask(simulator, '/users/nobody')).body).toEqual({ message });
    expect((await ask(simulator, '/users/olga', { as: tokens.member })).body).toEqual({ message });
  });

  it('carries what rows do not embed', async () => {
    await start({ users: [user(10, { is_service_account: true, has_ai_seat: true, email: '' })] });

    expect((await ask(simulator, `/users/${userId(10)}`)).body).toMatchObject({
      organization_ids: [mainOrganization],
      is_service_account: true,
      has_ai_seat: true,
    });
  });
});

describe('the roles of a user', () => {
  it('are those of the deployment and of each organization, by name', async () => {
    await start();

    expect(
      (await ask(simulator, '/users/me/roles', { as: tokens.organizationAdmin })).body,
    ).toEqual({ roles: [], organization_roles: { [mainOrganization]: ['organization-admin'] } });
    expect((await ask(simulator, '/users/audrey/roles')).body).toEqual({
      roles: ['auditor'],
      organization_roles: { [mainOrganization]: [] },
    });
  });

  it('are hidden from auditors, but for their own', async () => {
    await start();

    const own = await ask(simulator, '/users/me/roles', { as: tokens.auditor });
    const others = await ask(simulator, '/users/olga/roles', { as: tokens.auditor });

    expect([own.status, others.status]).toEqual([200, 404]);
  });
});

describe('the list of users', () => {
  it('is sorted by name in any letter case, without deleted and system users', async () => {
    await start({
      users: [user(10, { deleted: true }), user(11, { username: 'prebuilds', is_system: true })],
    });

    expect(await found('/users')).toEqual([5, ['ada', 'audrey', 'mel', 'Olga', 'orson']]);
    expect(await found('/users?limit=2&offset=1')).toEqual([5, ['audrey', 'mel']]);
    expect(await found('/users?offset=5')).toEqual([0, []]);
    expect(await found(`/users?after_id=${userId(5)}&limit=1`)).toEqual([2, ['Olga']]);
    expect(await found(`/users?after_id=${userId(77)}`)).toEqual([0, []]);
  });

  it('shows a member only himself', async () => {
    await start();

    expect(await found('/users', tokens.member)).toEqual([1, ['mel']]);
  });

  it('sends null for no organizations, where one user has an empty list', async () => {
    await start({ users: [user(10, { username: 'zoe', organization_ids: [] })] });

    const list = (await ask(simulator, '/users?q=zoe')).body;
    const one = (await ask(simulator, '/users/zoe')).body;

    expect(list).toMatchObject({ users: [{ organization_ids: null }] });
    expect(one).toMatchObject({ organization_ids: [] });
  });

  it.each([
    ['search:USER-_@', ['ada', 'audrey', 'mel', 'Olga', 'orson']],
    ['search:user\\_', []],
    ['%25dre', ['audrey']],
    ['a.a', []],
    ['name:eve', ['mallory']],
    ['status:suspended,dormant', ['mallory']],
    ['role:owner,auditor', ['audrey', 'Olga']],
    ['role:member', ['ada', 'audrey', 'mallory', 'mel', 'Olga', 'orson']],
    ['login_type:github', ['mallory']],
    ['service_account:true', ['mallory']],
    ['created_after:"2026-02-01T00:00:00Z"', ['mallory']],
    ['last_seen_before:"2026-01-01T00:00:00Z"', ['ada', 'audrey', 'mel', 'Olga', 'orson']],
  ])('answers q=%s', async (q, names) => {
    const mallory = user(10, {
      username: 'mallory',
      email: 'm@example.org',
      name: 'Eve Mallory',
      status: 'suspended',
      login_type: 'github',
      is_service_account: true,
      created_at: '2026-02-02T00:00:00Z',
      last_seen_at: '2026-02-03T00:00:00Z',
    });
    await start({ users: [mallory] });

    expect(await found(`/users?q=${q}`)).toEqual([names.length, names]);
  });

  it('has no key for an exact address or an id', async () => {
    await start();

    const { body } = await ask(simulator, '/users?q=email:x%20status:y&limit=-1');

    expect(body).toEqual({
      message: 'Invalid user search query.',
      validations: [
        {
          field: 'status',
          detail: 'Query param "status" has invalid value: "y" is not a valid value',
        },
        { field: 'email', detail: '"email" is not a valid query param' },
      ],
    });
  });
});

describe('organizations', () => {
  const deleted = organization('f0000000-0000-4000-8000-000000000003', {
    name: 'old',
    deleted: true,
  });

  it('are found by id, name and default', async () => {
    const { organizations } = smallCompany();
    await start({ organizations: [...organizations, deleted] });
    expect(await organizationName('OTHER')).toBe('other');
    expect(await organizationName('default')).toBe('main');
    expect(await organizationName(nilUuid)).toBe('main');
    expect(await organizationName('old')).toBe(404);
    expect(await organizationName(deleted.id)).toBe('old');
    expect(await organizationName('other', tokens.member)).toBe(404);
  });

  it('are listed as far as they live and may be read', async () => {
    const { organizations } = smallCompany();
    await start({ organizations: [...organizations, deleted] });
    expect(await namesOf('/organizations', tokens.owner)).toEqual(['main', 'other']);
    expect(await namesOf('/organizations', tokens.member)).toEqual(['main']);
    expect(await namesOf('/users/me/organizations', tokens.organizationAuditor)).toEqual(['other']);
    expect(await namesOf(`/users/${userId(3)}/organizations`, tokens.owner)).toEqual(['other']);
  });

  it('show all members to their auditors and others only themselves', async () => {
    await start({ users: [user(10, { username: 'zed', organization_ids: [otherOrganization] })] });
    expect(await namesOf('/organizations/other/members', tokens.organizationAuditor)).toEqual([
      'orson',
      'zed',
    ]);
    expect(await namesOf('/organizations/main/members', tokens.member)).toEqual(['mel']);
    expect(await namesOf('/organizations/main/members', tokens.owner)).toEqual([
      'ada',
      'audrey',
      'mel',
      'Olga',
    ]);
  });
});
