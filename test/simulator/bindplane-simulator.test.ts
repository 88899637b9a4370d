import { describe, expect, it } from 'vitest';
import type { BindplaneSimulator } from '../../src/simulator/bindplane/bindplane-simulator.ts';
import {
  adminKey,
  bindplaneEvent,
  get,
  getNumbers,
  halfSeconds,
  project,
  startBindplane,
  userKey,
  users,
} from '../support/bindplane-server.ts';

const authenticatedPaths = [
  '/v1/audit-events',
  '/v1/audit-events/download',
  '/v1/users',
  `/v1/users/${users[0]!.id}`,
  '/v1/organizations',
  '/v1/organizations/main',
  '/v1/organizations/users',
  '/v1/accounts',
  '/v1/projects',
  '/v1/configurations',
  '/v1/configurations/edge-prod',
  '/v1/configurations/edge-prod/history',
  '/v1/version',
];

/** The accounts of the events that a header selects. */
async function accountsFor(server: BindplaneSimulator, account: string): Promise<unknown[]> {
  const { text } = await get(server, '/v1/audit-events', {
    'X-Bindplane-Api-Key': adminKey,
    'X-Bindplane-Account-ID': account,
  });
  return (JSON.parse(text) as { account?: string }[]).map((event) => event.account);
}

/** Which of 200 lists broke off. */
async function cutsWhenHostile(): Promise<boolean[]> {
  const server = await startBindplane({ profile: 'hostile', events: halfSeconds, seed: 3 });
  const cuts: boolean[] = [];
  for (let call = 0; call < 200; call += 1) {
    cuts.push(
      await getNumbers(server).then(
        () => false,
        () => true,
      ),
    );
  }
  return cuts;
}

describe('credentials', () => {
  const strangers: Record<string, string>[] = [
    {},
    { 'X-Bindplane-Api-Key': '' },
    { 'X-Bindplane-Api-Key': 'wrong' },
    { 'X-Bindplane-Api-Key': 'constructor' },
    { 'X-Api-Key': adminKey },
    { Authorization: `Bearer ${adminKey}` },
    { Cookie: `BP_OP_AUTH=${adminKey}` },
  ];

  it.each(authenticatedPaths)('answers 401 to strangers at %s', async (path) => {
    const server = await startBindplane({ events: halfSeconds, users, account: project });

    for (const headers of strangers) {
      expect(await get(server, path, headers)).toMatchObject({
        status: 401,
        type: 'application/json; charset=utf-8',
        text: '{"errors":["unauthorized"]}',
      });
    }
  });

  it('can answer 401 without a body', async () => {
    const server = await startBindplane({ knobs: { unauthorizedBody: 'empty' } });

    const answer = await get(server, '/v1/users', {});

    expect(answer).toMatchObject({ status: 401, type: null, text: '' });
  });

  it('answers 403 to a key of no admin, for events only', async () => {
    const server = await startBindplane({ events: halfSeconds, users, account: project });

    const statuses = await Promise.all(
      authenticatedPaths.map(async (path) => {
        const { status } = await get(server, path, { 'X-Bindplane-Api-Key': userKey });
        return [path, status];
      }),
    );

    expect(statuses).toEqual(
      authenticatedPaths.map((path) => [path, path.includes('audit-events') ? 403 : 200]),
    );
    expect(await get(server, '/v1/audit-events', { 'X-Bindplane-Api-Key': userKey })).toMatchObject(
      { text: '{"errors":["forbidden"]}' },
    );
  });
});

describe('projects', () => {
  const other = '01HZX0M5Q3J7N9C1V2B4K6T8RX';
  const events = ['', project, other].map((account, number) => ({
    ...halfSeconds[number]!,
    account,
  }));

  it('shows the events of the key only', async () => {
    const server = await startBindplane({ events, account: project });

    expect(await getNumbers(server)).toEqual([1, 0]);
    expect(await accountsFor(server, other)).toEqual([project, undefined]);
  });

  it('shows each key the events of its own project', async () => {
    const keys = {
      [adminKey]: { role: 'admin' as const },
      'other-admin': { role: 'admin' as const, account: other },
    };
    const server = await startBindplane({ events, account: project, keys });

    const { text } = await get(server, '/v1/audit-events', {
      'X-Bindplane-Api-Key': 'other-admin',
    });

    expect(JSON.parse(text)).toMatchObject([{ account: other }, {}]);
    expect(await getNumbers(server)).toEqual([1, 0]);
  });

  it('can let the header select the project', async () => {
    const server = await startBindplane({
      events,
      account: project,
      knobs: { accountHeader: 'honoured' },
    });

    expect(await getNumbers(server)).toEqual([1, 0]);
    expect(await accountsFor(server, other)).toEqual([other, undefined]);
  });
});

describe('other paths', () => {
  it('answers /health to anyone, with nothing', async () => {
    const server = await startBindplane();

    expect(await get(server, '/health', {})).toMatchObject({ status: 200, type: null, text: '' });
  });

  it.each(['/', '/v1', '/v1/audit-event', '/v1/audit-events/', '/audit-events', '/v1/v1/users'])(
    'answers %s with the page of the product and 200',
    async (path) => {
      const server = await startBindplane();

      const answer = await get(server, path, {});

      expect(answer).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
      expect(answer.text).toMatch(/^<!doctype html>/);
    },
  );

  it('answers other methods with the page of the product', async () => {
    const server = await startBindplane();

    const response = await fetch(`${server.url}/v1/audit-events`, {
      method: 'POST',
      headers: { 'X-Bindplane-Api-Key': adminKey },
    });

    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it.each(['/health', '/nowhere', '/v1/users', '/v1/audit-events?min-date=bad'])(
    'tells its own time at %s',
    async (path) => {
      const server = await startBindplane({ now: () => '2025-03-18T18:21:09.999999999+02:00' });

      const { date } = await get(server, path);

      expect(date).toBe('Tue, 18 Mar 2025 16:21:09 GMT');
    },
  );
});

describe('trail', () => {
  it('shows what is inserted and hides what is removed while it runs', async () => {
    const server = await startBindplane({ events: [2, 6].map((number) => halfSeconds[number]!) });

    server.trail.insert([7, 0, 4].map((number) => halfSeconds[number]!));
    const inserted = await getNumbers(server, { 'min-date': '20250318120001' });
    server.trail.remove([halfSeconds[4]!.id]);
    const removed = await getNumbers(server);

    expect(inserted).toEqual([7, 6, 4, 2]);
    expect(removed).toEqual([7, 6, 2, 0]);
    expect(server.trail.events).toEqual([0, 2, 6, 7].map((number) => halfSeconds[number]));
  });

  it('answers an event twice that is stored twice', async () => {
    const twice = [halfSeconds[0]!, halfSeconds[0]!];
    const server = await startBindplane({ events: twice });

    expect(await getNumbers(server)).toEqual([0, 0]);
    server.trail.remove([halfSeconds[0]!.id]);
    expect(await getNumbers(server)).toEqual([]);
  });

  it('keeps its order whether few or many events are inserted', async () => {
    const many = Array.from({ length: 300 }, (_, number) =>
      bindplaneEvent(number, new Date(Date.UTC(2025, 2, 18) + (number % 7) * 1000).toISOString()),
    );
    const [atOnce, oneByOne] = [await startBindplane({ events: many }), await startBindplane()];

    for (const event of many) oneByOne.trail.insert([event]);

    expect(await getNumbers(oneByOne)).toEqual(await getNumbers(atOnce));
    expect(oneByOne.trail.events).toEqual(atOnce.trail.events);
  });

  it('changes between two calls of one client', async () => {
    const server = await startBindplane();
    let number = 0;
    server.beforeCall = () => {
      server.trail.insert([halfSeconds[number]!]);
      number += 1;
    };

    expect([await getNumbers(server), await getNumbers(server)]).toEqual([[0], [1, 0]]);
  });

  it('refuses an event without a time', async () => {
    const server = await startBindplane();

    expect(() => {
      server.trail.insert([bindplaneEvent(1, 'yesterday')]);
    }).toThrow('Not an instant in RFC 3339: yesterday');
  });

  it('answers a window of 200,000 events without reading them all', async () => {
    const events = Array.from({ length: 200_000 }, (_, number) =>
      bindplaneEvent(number, new Date(Date.UTC(2025, 0, 1) + number * 10_000).toISOString()),
    );
    const server = await startBindplane({ events });

    const numbers = await getNumbers(server, {
      'min-date': '20250110000000',
      'max-date': '20250110000020',
    });

    expect(numbers).toEqual([77_762, 77_761, 77_760]);
  });
});

describe('faults', () => {
  const list = '/v1/audit-events';

  it.each([
    ['429 with Retry-After', { kind: 'status', status: 429, headers: { 'Retry-After': '7' } }, 429],
    ['429 without', { kind: 'status', status: 429 }, 429],
    ['500', { kind: 'status', status: 500, body: '{"errors":["pq: deadlock"]}' }, 500],
    ['502', { kind: 'status', status: 502, body: '<html>', contentType: 'text/html' }, 502],
  ] as const)('answers %s once', async (_, fault, status) => {
    const server = await startBindplane({ events: halfSeconds });
    server.faults.next(fault);

    const statuses = [(await get(server, list)).status, (await get(server, list)).status];

    expect(statuses).toEqual([status, 200]);
    expect(server.traffic.calls.map((call) => [call.path, call.status])).toEqual([
      [list, status],
      [list, 200],
    ]);
  });

  it('cuts every list when the knob says so, also after faults were cleared', async () => {
    const server = await startBindplane({ events: halfSeconds, users, knobs: { cutBodies: 1 } });
    server.faults.clear();

    await expect(get(server, list)).rejects.toThrow('terminated');
    await expect(get(server, '/v1/users')).resolves.toMatchObject({ status: 200 });
    server.knobs.cutBodies = 0;
    await expect(getNumbers(server)).resolves.toHaveLength(8);
  });

  it('cuts a few lists when hostile, the same ones for one seed', async () => {
    const answers = await cutsWhenHostile();

    expect(answers.filter(Boolean).length).toBeGreaterThan(0);
    expect(answers.filter(Boolean).length).toBeLessThan(20);
    expect(await cutsWhenHostile()).toEqual(answers);
  });

  it('sends a slow body slowly', async () => {
    const server = await startBindplane({ events: halfSeconds });
    server.faults.next({ kind: 'slowBody', bytesPerSecond: 20_000 });

    const start = performance.now();
    const numbers = await getNumbers(server);

    expect(numbers).toHaveLength(8);
    expect(performance.now() - start).toBeGreaterThan(60);
  });
});
