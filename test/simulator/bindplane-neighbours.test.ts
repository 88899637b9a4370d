import { describe, expect, it } from 'vitest';
import {
  bindplaneEvent,
  get,
  halfSeconds,
  project,
  startBindplane,
  users,
} from '../support/bindplane-server.ts';

/** Status and body of a path, from a server with three versions of two configurations. */
async function show(path: string): Promise<unknown> {
  const events = ['edge:10', 'edge:9', 'edge:9', 'core', ''].map((configuration, number) => ({
    ...halfSeconds[number]!,
    configuration,
  }));
  const server = await startBindplane({ events, users, account: project });
  const answer = await get(server, path);
  return { status: answer.status, ...(JSON.parse(answer.text) as object) };
}

describe('neighbours', () => {
  const apiVersion = 'bindplane.observiq.com/v1';
  const dana = {
    apiVersion,
    kind: 'User',
    metadata: { id: users[0]!.id, name: 'dana', displayName: 'Dana Reyes' },
    spec: { email: 'Dana@example.com' },
    status: {},
  };

  it.each(['/v1/users', '/v1/organizations/users'])('lists users at %s', async (path) => {
    expect(await show(path)).toEqual({
      status: 200,
      users: [
        dana,
        {
          ...dana,
          metadata: { id: users[1]!.id, name: 'kim' },
          spec: { email: 'kim@example.com' },
        },
      ],
    });
  });

  it.each([
    ['spec', 'dana', { email: 'Dana@example.com' }],
    ['name', 'Dana@example.com', {}],
    ['absent', 'dana', {}],
  ] as const)('shows e-mails in %s', async (userEmails, name, spec) => {
    const server = await startBindplane({ users, knobs: { userEmails } });

    const { text } = await get(server, `/v1/users/${users[0]!.id}`);

    expect(JSON.parse(text)).toMatchObject({ user: { metadata: { name }, spec } });
  });

  it.each([
    '/v1/accounts',
    '/v1/projects',
    '/v1/organizations/accounts',
    '/v1/organizations/projects/all',
  ])('lists projects at %s', async (path) => {
    expect(await show(path)).toMatchObject({
      status: 200,
      accounts: [{ kind: 'Account', metadata: { id: project } }],
    });
  });

  it('lists the latest version of every configuration', async () => {
    expect(await show('/v1/configurations')).toMatchObject({
      status: 200,
      configurations: [
        { kind: 'Configuration', metadata: { name: 'core', version: 1 } },
        { kind: 'Configuration', metadata: { name: 'edge', version: 10 } },
      ],
    });
  });

  it.each([
    [`/v1/users/${users[0]!.id}`, { user: dana }],
    [`/v1/accounts/${project}`, { account: { metadata: { id: project } } }],
    [`/v1/projects/${project}`, { account: { metadata: { id: project } } }],
    ['/v1/organizations', { organizations: [{ kind: 'Organization' }] }],
    ['/v1/organizations/main', { organization: { metadata: { name: 'main' } } }],
    ['/v1/configurations/edge', { configuration: { metadata: { version: 10 } }, raw: '' }],
    ['/v1/configurations/edge%3A9', { configuration: { metadata: { version: 9 } } }],
    ['/v1/configurations/edge:latest', { configuration: { metadata: { version: 10 } } }],
    [
      '/v1/configurations/edge/history',
      { versions: [{ metadata: { version: 9 } }, { metadata: { version: 10 } }] },
    ],
    ['/v1/version', { commit: '', tag: 'v1.98.2' }],
  ])('shows %s', async (path, body) => {
    expect(await show(path)).toMatchObject({ status: 200, ...body });
  });

  it.each([
    '/v1/users/dana',
    '/v1/accounts/main-project',
    '/v1/organizations/01HZX0K2M4N6P8Q0R1S3T5V7W9',
    '/v1/configurations/edge:11',
    '/v1/configurations/ed',
    '/v1/configurations/ed/history',
    '/v1/sources/nginx/history',
  ])('answers 404 to %s', async (path) => {
    expect(await show(path)).toEqual({ status: 404, errors: ['resource not found'] });
  });

  it('answers 400 to the history of an unknown kind', async () => {
    expect(await show('/v1/gadgets/nginx/history')).toMatchObject({ status: 400 });
  });

  it('sends empty lists as the knob says', async () => {
    const server = await startBindplane({ knobs: { whenEmpty: 'null' } });

    const asNull = await get(server, '/v1/users');
    server.knobs.whenEmpty = 'absent';
    const absent = await get(server, '/v1/accounts');

    expect([asNull.text, absent.text]).toEqual(['{"users":null}', '{}']);
  });
});

describe('download', () => {
  it('writes the filtered events as CSV', async () => {
    const server = await startBindplane({
      events: [
        bindplaneEvent(1, '2025-03-18T12:00:00Z', { resourceName: 'a "b", c', configuration: '' }),
        bindplaneEvent(2, '2025-03-18T12:00:01Z', { description: ' two\nlines' }),
        bindplaneEvent(3, '2025-03-18T12:00:02Z'),
      ],
    });

    const answer = await get(server, '/v1/audit-events/download?max-date=20250318120001');

    expect(answer).toMatchObject({ status: 200, type: 'application/octet-stream' });
    expect(answer.text).toBe(
      'ID,Timestamp,Kind,Name,Action,User,Configuration,Account,Description\n' +
        '01JPN3V6ZK0000000000000002,2025-03-18T12:00:01Z,Source,nginx,Modified,Dana Reyes,edge-prod:7,," two\nlines"\n' +
        '01JPN3V6ZK0000000000000001,2025-03-18T12:00:00Z,Source,"a ""b"", c",Modified,Dana Reyes,,,Source nginx was modified\n',
    );
  });

  it('writes nothing when there is nothing', async () => {
    const server = await startBindplane();

    expect(await get(server, '/v1/audit-events/download')).toMatchObject({ status: 200, text: '' });
  });

  it('answers an error as JSON in an octet stream', async () => {
    const server = await startBindplane();

    const answer = await get(server, '/v1/audit-events/download?min-date=bad');

    expect(answer).toMatchObject({ status: 400, type: 'application/octet-stream' });
    expect(JSON.parse(answer.text)).toEqual({ errors: ['invalid min-date: bad'] });
  });
});
