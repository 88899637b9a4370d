import { afterEach, describe, expect, it, vi } from 'vitest';
import { startBindplaneSimulator } from '../../src/simulator/bindplane/bindplane-simulator.ts';
import type {
  BindplaneSimulator,
  BindplaneSimulatorOptions,
} from '../../src/simulator/bindplane/bindplane-simulator.ts';
import { createBindplaneClient } from '../../src/upstream/bindplane/client.ts';
import type { BindplaneScope } from '../../src/upstream/bindplane/client.ts';
import { createBindplaneServer } from '../../src/upstream/bindplane/server.ts';
import { createHttpClient } from '../../src/upstream/door/http-client.ts';
import { patience } from '../support/eventually.ts';

const second = Date.parse('2026-02-10T10:00:00Z') / 1000;
const event = {
  id: '01JPN3V6ZK2Q8W4T7R9XEYBCDF',
  timestamp: '2026-02-10T10:00:00.123456Z',
  resourceKind: 'Source',
  resourceName: 'nginx',
  description: '',
  configuration: 'edge-prod:7',
  action: 'Modified',
  user: 'Dana Reyes',
  account: '',
};
const around = { minDate: '20260210095959', maxDate: '20260210100001' };

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function start(
  options: Partial<BindplaneSimulatorOptions> = {},
  { scope = {}, prefix = '' }: { scope?: Partial<BindplaneScope>; prefix?: string } = {},
) {
  const simulator = await startBindplaneSimulator({
    events: [event],
    users: [{ id: '01A', name: 'dana', displayName: 'Dana Reyes', email: 'dana@example.com' }],
    keys: { key: { role: 'admin' }, reader: { role: 'user' } },
    ...options,
  });
  const http = createHttpClient({
    upstream: 'BINDPLANE',
    baseUrl: `${simulator.url}${prefix}`,
    timeoutMs: patience,
  });
  closers.push(
    () => http.close(),
    () => simulator.close(),
  );
  const client = createBindplaneClient(http, createBindplaneServer(), {
    credential: 'key',
    requestId: 'request-1',
    signal: new AbortController().signal,
    ...scope,
  });
  return { simulator, client };
}

function queriesOf(simulator: BindplaneSimulator): Record<string, string>[] {
  return simulator.traffic.calls.map(({ path }) =>
    Object.fromEntries(new URL(path, simulator.url).searchParams),
  );
}

describe('audit events', () => {
  it.each(['published', 'field', 'hostile'] as const)(
    'are read from %s servers',
    async (profile) => {
      const { client } = await start({ profile, knobs: { cutBodies: 0, zone: 0 } });

      const page = await client.auditEvents({ ...around, minDate: '20260210095958' });

      expect(page).toMatchObject({ received: 1, skipped: 0, events: [{ eventId: event.id }] });
    },
  );

  it('are asked for with both dates and the filters given', async () => {
    const { simulator, client } = await start();

    await client.auditEvents(around);
    await client.auditEvents({ ...around, user: 'Dana Reyes', configuration: 'edge-prod' });

    const dates = { 'min-date': '20260210095959', 'max-date': '20260210100001' };
    expect(queriesOf(simulator)).toEqual([
      dates,
      { ...dates, user: 'Dana Reyes', 'configuration-name': 'edge-prod' },
    ]);
  });

  it('are refused by name when the dates are not accepted', async () => {
    const { simulator, client } = await start({ knobs: { dateFormats: [], badDate: 'reject' } });

    await expect(client.auditEvents(around)).rejects.toMatchObject({
      name: 'UpstreamBadResponseError',
      status: 400,
      path: '/v1/audit-events',
    });
    expect(simulator.traffic.calls).toHaveLength(1);
  });
});

describe('the address', () => {
  it.each([
    ['', '/v1/users'],
    ['/', '/v1/users'],
    ['/v1', '/v1/users'],
    ['/v1/', '/v1/users'],
    ['/proxy', '/proxy/v1/users'],
    ['/proxy/v1//', '/proxy/v1/users'],
    ['/apiv1', '/apiv1/v1/users'],
  ])('configured with %j ends as %s', async (prefix, path) => {
    const { simulator, client } = await start({}, { prefix });

    await client.users().catch(() => undefined);

    expect(simulator.traffic.calls.map((call) => call.path)).toEqual([path]);
  });

  it('names the project only when one is configured', async () => {
    const without = await start();
    const withOne = await start({ account: '01ACCOUNT' }, { scope: { accountId: '01ACCOUNT' } });

    await without.client.users();
    await withOne.client.users();

    const [plain] = without.simulator.traffic.calls;
    const [scoped] = withOne.simulator.traffic.calls;
    expect(plain?.headers).toMatchObject({ 'x-bindplane-api-key': 'key' });
    expect(plain?.headers).not.toHaveProperty('x-bindplane-account-id');
    expect(scoped?.headers).toMatchObject({ 'x-bindplane-account-id': '01ACCOUNT' });
  });
});

describe('a refusal', () => {
  it.each([
    ['a wrong key', { credential: 'other' }, 'UpstreamUnauthenticatedError'],
    ['a key without the right', { credential: 'reader' }, 'UpstreamForbiddenError'],
  ])('of %s has its own class', async (_why, scope, name) => {
    for (const unauthorizedBody of ['errors', 'empty'] as const) {
      const { client } = await start({ knobs: { unauthorizedBody } }, { scope });

      await expect(client.auditEvents(around)).rejects.toMatchObject({ name });
    }
  });

  it('names a page that is no API', async () => {
    const { simulator, client } = await start();
    simulator.faults.next({
      kind: 'status',
      status: 200,
      body: '<html>',
      contentType: 'text/html',
    });

    await expect(client.users()).rejects.toThrow(
      'Bindplane answered GET /v1/users with HTML instead of JSON.',
    );
  });
});

it('reads users and the version', async () => {
  const { client } = await start();

  expect(await client.users()).toEqual([
    { id: '01A', name: 'dana', displayName: 'Dana Reyes', emails: ['dana@example.com'] },
  ]);
  expect(await client.version()).toBe('v1.98.2');
});

describe('the clock of the server', () => {
  it('is the local one until an answer tells', async () => {
    const server = createBindplaneServer();

    server.noteDate(undefined);
    server.noteDate('soon');

    expect(Math.abs(server.now() - Date.now() / 1000)).toBeLessThan(1);
  });

  it('is read from answers', async () => {
    const { client } = await start({ now: () => new Date(Date.now() - 3_600_000).toISOString() });

    await client.version();

    const behind = Date.now() / 1000 - client.server.now();
    expect(behind).toBeGreaterThan(3500);
    expect(behind).toBeLessThan(3700);
  });

  it('goes on by itself, and is not set back by an answer that was long on its way', () => {
    vi.useFakeTimers({ now: second * 1000 });
    const server = createBindplaneServer();
    server.noteDate('Tue, 10 Feb 2026 10:00:00 GMT');

    vi.advanceTimersByTime(10_000);
    server.noteDate('Tue, 10 Feb 2026 10:00:07 GMT');
    expect(server.now()).toBe(second + 10);

    server.noteDate('Tue, 10 Feb 2026 10:00:12 GMT');
    expect(server.now()).toBe(second + 12);

    server.noteDate('Tue, 10 Feb 2026 09:00:00 GMT');
    expect(server.now()).toBe(second - 3600);
  });

  it.each([
    ['never set', 'Thu, 01 Jan 1970 00:00:00 GMT', 0, 'own'],
    ['two days behind', 'Sun, 08 Feb 2026 10:00:00 GMT', -3 * 86_400, 'own'],
    ['years ahead', 'Fri, 10 Feb 2040 10:00:00 GMT', 0, 'own'],
    ['from a cache, as a newer entry shows', 'Tue, 10 Feb 2026 05:00:00 GMT', -3600, 'own'],
    ['far off, as the newest entry is', 'Sat, 10 Feb 2024 10:00:00 GMT', -731 * 86_400 - 5, 'told'],
  ])('is not believed when it is %s, unless entries agree', (_why, header, entryAge, whose) => {
    const server = createBindplaneServer(() => second * 1000);
    server.noteEntry(second + entryAge);
    server.noteDate(header);

    const told = Date.parse(header) / 1000;
    expect(Math.abs(server.now() - (whose === 'own' ? second : told))).toBeLessThan(60);
  });
});
