import { afterEach, describe, expect, it } from 'vitest';
import { startCoderSimulator } from '../../../src/simulator/coder/coder-simulator.ts';
import type {
  CoderSimulator,
  CoderSimulatorOptions,
} from '../../../src/simulator/coder/coder-simulator.ts';
import type { StoredAuditLog, StoredResource } from '../../../src/simulator/coder/state.ts';
import {
  ask,
  auditPage,
  mainOrganization,
  nilUuid,
  organization,
  otherOrganization,
  row,
  smallCompany,
  tokens,
  user,
  userId,
} from './small-company.ts';

let simulator: CoderSimulator;

afterEach(() => simulator.close());

/** The only row of a server, as the caller sees it. */
async function sent(
  fields: Partial<StoredAuditLog>,
  state: Partial<CoderSimulatorOptions> = {},
  as: string = tokens.owner,
): Promise<Readonly<Record<string, unknown>>> {
  simulator = await startCoderSimulator(smallCompany({ auditLogs: [row(1, fields)], ...state }));
  const { audit_logs: page } = await auditPage(simulator, {}, as);
  await simulator.close();
  return page[0] ?? {};
}

describe('a row', () => {
  it('is sent as a whole in the newest version', async () => {
    expect(await sent({ time: '2026-03-01T00:00:01.120000Z', ip: '::ffff:203.0.113.9' })).toEqual({
      id: row(1).id,
      request_id: row(1).request_id,
      time: '2026-03-01T00:00:01.12Z',
      ip: '203.0.113.9',
      user_agent: 'curl/8',
      resource_type: 'template',
      resource_id: row(1).resource_id,
      resource_target: 'target-1',
      resource_icon: '',
      action: 'write',
      diff: {},
      status_code: 200,
      additional_fields: {},
      description: '{user} updated template {target}',
      resource_link: '',
      is_deleted: true,
      organization_id: mainOrganization,
      organization: { id: mainOrganization, name: 'main', display_name: 'Main', icon: '' },
      user: {
        id: userId(1),
        username: 'Olga',
        email: 'user-1@example.com',
        created_at: '2026-01-01T00:00:00Z',
        updated_at: '2026-01-01T00:00:00Z',
        last_seen_at: '0001-01-01T00:00:00Z',
        status: 'active',
        login_type: 'password',
        organization_ids: [],
        roles: [{ name: 'owner', display_name: 'Owner' }],
        has_ai_seat: false,
      },
    });
  });

  it('prints its time in the zone of the database and other times in UTC', async () => {
    const databaseZone = '+09:00';
    const tokyo = await sent({ time: '2026-11-20T14:41:56.699Z' }, { databaseZone });

    expect(tokyo['time']).toBe('2026-11-20T23:41:56.699+09:00');
    expect(tokyo['user']).toMatchObject({ created_at: '2026-01-01T00:00:00Z' });
    expect((await sent({ time: '2026-03-01T00:10:00Z' }, { databaseZone: '-03:30' }))['time']).toBe(
      '2026-02-28T20:40:00-03:30',
    );
  });

  it('cuts days at midnight UTC whatever the zone of the database', async () => {
    const auditLogs = [
      row(1, { time: '2026-03-01T23:59:59Z' }),
      row(2, { time: '2026-03-02T00:00:00Z' }),
    ];
    simulator = await startCoderSimulator(smallCompany({ auditLogs, databaseZone: '+09:00' }));

    const { audit_logs: page } = await auditPage(simulator, { q: 'date_to:2026-03-01' });

    expect(page.map(({ time }) => time)).toEqual(['2026-03-02T08:59:59+09:00']);
  });

  it('leaves out a nil organization and keeps a deleted or unknown one', async () => {
    const organizations = [organization(otherOrganization, { name: 'old', deleted: true })];

    const none = await sent({ organization_id: nilUuid });
    const deleted = await sent({ organization_id: otherOrganization }, { organizations });
    const absent = await sent({ organization_id: userId(9) });

    expect(none).not.toHaveProperty('organization');
    expect(none['organization_id']).toBe(nilUuid);
    expect(deleted['organization']).toMatchObject({ name: 'old' });
    expect(absent['organization']).toEqual({
      id: userId(9),
      name: '',
      display_name: '',
      icon: '',
    });
  });

  it('embeds deleted and system users unmarked and null for an unknown one', async () => {
    const users = [
      user(10, { deleted: true }),
      user(11, { is_system: true, is_service_account: true, email: '' }),
    ];

    const embedded = async (id: string): Promise<unknown> =>
      (await sent({ user_id: id }, { users }))['user'];

    const keys = Object.keys((await embedded(userId(1))) as object);
    expect(Object.keys((await embedded(userId(10))) as object)).toEqual(keys);
    expect(Object.keys((await embedded(userId(11))) as object)).toEqual(keys);
    expect(await embedded(nilUuid)).toBeNull();
  });

  it('omits null sides of a diff and sorts its keys', async () => {
    const diff = {
      b: { Old: null, New: '', Secret: false },
      a: { old: 0, new: { z: 1, y: [null] }, secret: true },
      c: { Old: [], New: false },
    };

    expect(JSON.stringify((await sent({ diff }))['diff'])).toBe(
      '{"a":{"old":0,"new":{"y":[null],"z":1},"secret":true},' +
        '"b":{"new":"","secret":false},' +
        '"c":{"old":[],"new":false,"secret":false}}',
    );
    expect((await sent({ diff: null }))['diff']).toBeNull();
  });

  it.each<[string, unknown]>([
    ['{"build_number":5}', { build_number: 5 }],
    ['a bad workspace_id', { workspace_id: 'x' }],
    ['an array', []],
    ['a text', 'text'],
  ])('replaces additional fields that do not decode: %s', async (_, additional_fields) => {
    expect((await sent({ additional_fields }))['additional_fields']).toEqual({
      workspace_name: 'unknown',
      build_number: 'unknown',
      build_reason: 'unknown',
      workspace_owner: 'unknown',
      workspace_id: nilUuid,
    });
  });

  it('passes null and foreign additional fields through', async () => {
    expect((await sent({ additional_fields: null }))['additional_fields']).toBeNull();
    expect((await sent({ additional_fields: { added: ['a'] } }))['additional_fields']).toEqual({
      added: ['a'],
    });
  });

  it('escapes HTML characters in the text on the wire', async () => {
    const auditLogs = [row(1, { resource_target: '<a&b>' })];
    simulator = await startCoderSimulator(smallCompany({ auditLogs }));

    const { text } = await ask(simulator, '/audit?limit=1');

    expect(text).toContain(String.raw`"resource_target":"\u003ca\u0026b\u003e"`);
    expect(text.endsWith('}\n')).toBe(true);
  });
});

function archived(Old: boolean): object {
  return { archived: { Old, New: !Old, Secret: false } };
}

describe('the description', () => {
  it.each<[Partial<StoredAuditLog>, string]>([
    [
      { action: 'request_password_reset', resource_type: 'user' },
      'password reset requested for {target}',
    ],
    [
      { action: 'login', resource_type: 'api_key', status_code: 401 },
      '{user} unsuccessfully attempted to login',
    ],
    [{ action: 'logout', resource_type: 'api_key' }, '{user} logged out'],
    [{ action: 'delete', resource_type: 'api_key' }, '{user} deleted token {target}'],
    [{ resource_type: 'convert_login' }, '{user} updated login type conversion to {target}'],
    [{ resource_type: 'idp_sync_settings_role' }, '{user} updated settings {target}'],
    [{ resource_type: 'ai_provider_key' }, '{user} updated ai provider key {target}'],
    [
      { action: 'connect', resource_type: 'workspace_agent' },
      '{user} connected workspace agent {target}',
    ],
    [{ action: 'explode' }, '{user} unknown template {target}'],
    [{ status_code: 303 }, '{user} was redirected attempting to write template {target}'],
    [{ resource_type: 'chat', diff: archived(false) }, '{user} archived chat {target}'],
    [{ resource_type: 'chat', diff: archived(true) }, '{user} unarchived chat {target}'],
    [
      { resource_type: 'chat', diff: { user_acl: {}, group_acl: {} } },
      '{user} updated sharing for chat {target}',
    ],
    [{ resource_type: 'chat', diff: { title: {} } }, '{user} updated chat {target}'],
    [
      { resource_type: 'chat', diff: archived(true), status_code: 500 },
      '{user} unsuccessfully attempted to write chat {target}',
    ],
  ])('of %j is %j', async (fields, description) => {
    expect((await sent(fields))['description']).toBe(description);
  });
});

describe('is_deleted and resource_link', () => {
  const ids = {
    workspace: 'e0000000-0000-4000-8000-000000000001',
    deletedWorkspace: 'e0000000-0000-4000-8000-000000000002',
    build: 'e0000000-0000-4000-8000-000000000003',
    agent: 'e0000000-0000-4000-8000-000000000004',
    template: 'e0000000-0000-4000-8000-000000000005',
    app: 'e0000000-0000-4000-8000-000000000006',
    secret: 'e0000000-0000-4000-8000-000000000007',
    task: 'e0000000-0000-4000-8000-000000000008',
    chat: 'e0000000-0000-4000-8000-000000000009',
    lostBuild: 'e0000000-0000-4000-8000-000000000010',
  };
  const resources: StoredResource[] = [
    { id: ids.workspace, kind: 'workspace', deleted: false, owner_id: userId(5) },
    { id: ids.deletedWorkspace, kind: 'workspace', deleted: true, owner_id: userId(5) },
    { id: ids.build, kind: 'workspace_build', deleted: false, parent_id: ids.workspace },
    { id: ids.lostBuild, kind: 'workspace_build', deleted: false, parent_id: ids.deletedWorkspace },
    { id: ids.agent, kind: 'workspace_agent', deleted: false, parent_id: ids.workspace },
    { id: ids.template, kind: 'template', deleted: false },
    { id: ids.app, kind: 'oauth2_app', deleted: false },
    { id: ids.secret, kind: 'oauth2_secret', deleted: false, parent_id: ids.app },
    { id: ids.task, kind: 'task', deleted: false, owner_id: userId(5) },
    { id: ids.chat, kind: 'chat', deleted: false },
  ];
  const build = { workspace_name: 'box', build_number: '3', workspace_owner: 'mel' };

  async function state(
    resource_type: string,
    resource_id: string,
    as?: string,
    additional_fields: unknown = build,
  ): Promise<unknown[]> {
    const sentRow = await sent(
      { resource_type, resource_id, additional_fields },
      { resources },
      as,
    );
    return [sentRow['is_deleted'], sentRow['resource_link']];
  }

  it.each<[string, string, boolean, string]>([
    ['template', ids.template, false, '/templates/target-1'],
    ['template', userId(99), true, ''],
    ['user', userId(5), false, '/users?filter=target-1'],
    ['workspace', ids.workspace, false, '/@mel/target-1'],
    ['workspace', ids.deletedWorkspace, true, ''],
    ['workspace_build', ids.build, false, '/@mel/box/builds/3'],
    ['workspace_build', ids.lostBuild, true, ''],
    ['workspace_agent', ids.agent, false, '/@mel/box'],
    ['workspace_agent', userId(99), true, ''],
    ['oauth2_provider_app', ids.app, false, `/deployment/oauth2-provider/apps/${ids.app}`],
    [
      'oauth2_provider_app_secret',
      ids.secret,
      false,
      `/deployment/oauth2-provider/apps/${ids.app}`,
    ],
    ['task', ids.task, false, `/tasks/mel/${ids.task}`],
    ['chat', ids.chat, false, `/agents/${ids.chat}`],
    ['user_secret', userId(99), true, ''],
    ['group_ai_budget', userId(99), false, '/organizations/main/groups/target-1'],
    ['license', userId(99), false, ''],
  ])('of %s %s are %s and %j for an owner', async (type, id, isDeleted, link) => {
    expect(await state(type, id)).toEqual([isDeleted, link]);
  });

  it('leaves the link of a build empty without its name and number', async () => {
    expect(await state('workspace_build', ids.build, tokens.owner, {})).toEqual([false, '']);
  });

  it.each<[string, string, boolean]>([
    ['workspace', ids.workspace, false],
    ['workspace', ids.deletedWorkspace, false],
    ['workspace_build', ids.build, true],
    ['oauth2_provider_app_secret', userId(99), false],
  ])('are wrong for an auditor: %s %s', async (type, id, isDeleted) => {
    expect(await state(type, id, tokens.auditor)).toEqual([isDeleted, '']);
  });
});

describe('older versions', () => {
  it('send empty names and a theme in 2.20', async () => {
    expect((await sent({}, { version: '2.20.3' }))['user']).toMatchObject({
      name: '',
      avatar_url: '',
      theme_preference: '',
    });
  });

  it('do not know values that came later', async () => {
    simulator = await startCoderSimulator(smallCompany({ version: '2.24.2' }));
    const { body } = await ask(simulator, '/audit?q=resource_type:task');

    expect(body).toMatchObject({
      validations: [
        {
          field: 'resource_type',
          detail: 'Query param "resource_type" has invalid value: "task" is not a valid value',
        },
      ],
    });
  });
});
