import { describe, expect, it } from 'vitest';
import {
  bindplaneEvent,
  get,
  getEvents,
  getNumbers,
  halfSeconds,
  startBindplane,
} from '../support/bindplane-server.ts';

const ascending = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

describe('envelope', () => {
  it.each([
    ['array', 'array', '[]'],
    ['array', 'null', 'null'],
    ['array', 'absent', 'null'],
    ['wrapped', 'array', '{"auditEvents":[]}'],
    ['wrapped', 'null', '{"auditEvents":null}'],
    ['wrapped', 'absent', '{}'],
  ] as const)('sends nothing in %s as %s: %s', async (envelope, whenEmpty, body) => {
    const server = await startBindplane({ knobs: { envelope, whenEmpty } });

    const answer = await get(server, '/v1/audit-events');

    expect(answer.text).toBe(body);
  });

  it('wraps events under auditEvents, or not at all', async () => {
    const server = await startBindplane({ events: halfSeconds.slice(0, 1) });

    const bare = await get(server, '/v1/audit-events');
    server.knobs.envelope = 'wrapped';
    const wrapped = await get(server, '/v1/audit-events');

    expect(wrapped.text).toBe(`{"auditEvents":${bare.text}}`);
    expect(JSON.parse(bare.text)).toHaveLength(1);
  });
});

describe('order and cap', () => {
  const events = [4, 1, 5, 0, 2, 3].map((number) => halfSeconds[number]!);

  it.each([
    ['desc', [5, 4, 3, 2, 1, 0]],
    ['asc', [0, 1, 2, 3, 4, 5]],
    ['insertion', [4, 1, 5, 0, 2, 3]],
  ] as const)('orders %s', async (order, numbers) => {
    const server = await startBindplane({ events, knobs: { order } });

    expect(await getNumbers(server)).toEqual(numbers);
  });

  it.each(['desc', 'asc'] as const)('does not order ties by id when %s', async (order) => {
    const ties = [0, 1, 2].map((number) => bindplaneEvent(number, '2025-03-18T12:00:00Z'));
    const server = await startBindplane({ events: ties, knobs: { order } });

    expect(await getNumbers(server)).toEqual(order === 'desc' ? [0, 1, 2] : [2, 1, 0]);
  });

  it('shuffles anew for each call, alike for one seed', async () => {
    const shuffled = { events: halfSeconds, knobs: { order: 'shuffled' }, seed: 5 } as const;
    const [one, other] = [await startBindplane(shuffled), await startBindplane(shuffled)];

    const first = await getNumbers(one);
    const second = await getNumbers(one);

    expect(ascending(first)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(second).not.toEqual(first);
    expect([await getNumbers(other), await getNumbers(other)]).toEqual([first, second]);
  });

  it.each([
    ['newest', [5, 4]],
    ['oldest', [1, 0]],
  ] as const)('keeps the %s under a cap', async (keeps, numbers) => {
    const server = await startBindplane({ events, knobs: { cap: { limit: 2, keeps } } });

    expect(await getNumbers(server)).toEqual(numbers);
  });

  it('keeps any under a cap, others the next time', async () => {
    const server = await startBindplane({
      events,
      knobs: { cap: { limit: 3, keeps: 'any' }, order: 'asc' },
    });

    const answers = await Promise.all(Array.from({ length: 20 }, () => getNumbers(server)));

    expect(answers.every((answer) => new Set(answer).size === 3)).toBe(true);
    expect(new Set(answers.map(String)).size).toBeGreaterThan(3);
    expect(new Set(answers.flat()).size).toBe(6);
  });

  it('caps what matches the filters', async () => {
    const server = await startBindplane({
      events: halfSeconds.map((event, number) =>
        number === 0 ? { ...event, user: 'Kim' } : event,
      ),
      knobs: { cap: { limit: 1, keeps: 'newest' } },
    });

    expect(await getNumbers(server, { user: 'Kim' })).toEqual([0]);
  });
});

describe('other parameters', () => {
  const users = ['Dana Reyes', 'dana reyes', 'Dana Reyes-Ito', 'Kim', ''];
  const configurations = ['edge', 'edge:7', 'edge:8', 'edge-prod:7', ''];

  it.each([
    ['exact', [0]],
    ['caseless', [0, 1]],
    ['contains', [0, 1, 2]],
    ['ignored', [0, 1, 2, 3, 4]],
  ] as const)('matches the user %s', async (userMatch, numbers) => {
    const server = await startBindplane({
      events: users.map((user, number) => ({ ...halfSeconds[number]!, user })),
      knobs: { userMatch },
    });

    expect(ascending(await getNumbers(server, { user: 'Dana Reyes' }))).toEqual(numbers);
    expect(await getNumbers(server, { user: '' })).toHaveLength(5);
  });

  it.each([
    ['version', [0, 1, 2], [1]],
    ['name', [0, 1, 2], [0, 1, 2]],
    ['exact', [0], [1]],
    ['ignored', [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]],
  ] as const)('matches the configuration by %s', async (configurationMatch, plain, versioned) => {
    const server = await startBindplane({
      events: configurations.map((configuration, number) => ({
        ...halfSeconds[number]!,
        configuration,
      })),
      knobs: { configurationMatch },
    });
    const matching = async (name: string) =>
      ascending(await getNumbers(server, { 'configuration-name': name }));

    expect(await matching('edge')).toEqual(plain);
    expect(await matching('edge:7')).toEqual(versioned);
  });

  it('answers the whole trail to parameters it does not know, or 400', async () => {
    const server = await startBindplane({ events: halfSeconds });
    const stranger = { configuration: 'none', minDate: '20300101000000', limit: '1' };

    expect(await getNumbers(server, stranger)).toHaveLength(8);
    server.knobs.unknownParameters = 'reject';
    expect(await get(server, `/v1/audit-events?limit=1`)).toMatchObject({
      status: 400,
      text: '{"errors":["unknown parameter limit"]}',
    });
  });
});

describe('events', () => {
  const at = '2025-03-18T23:59:09.123456789Z';

  it.each([
    [0, '2025-03-18T23:59:09Z'],
    [3, '2025-03-18T23:59:09.123Z'],
    [6, '2025-03-18T23:59:09.123456Z'],
    [9, at],
  ])('writes timestamps with up to %i digits', async (timestampDigits, timestamp) => {
    const server = await startBindplane({
      events: [bindplaneEvent(1, at)],
      knobs: { timestampDigits },
    });

    expect(await getEvents(server)).toMatchObject([{ timestamp }]);
  });

  it.each([
    ['2025-03-18T12:00:00.120000Z', 6, '2025-03-18T12:00:00.12Z'],
    ['2025-03-18T12:00:00.000Z', 9, '2025-03-18T12:00:00Z'],
    ['2025-03-18T12:00:00.0009Z', 3, '2025-03-18T12:00:00Z'],
  ])('drops trailing zeros of %s kept to %i', async (stored, timestampDigits, timestamp) => {
    const server = await startBindplane({
      events: [bindplaneEvent(1, stored)],
      knobs: { timestampDigits },
    });

    expect(await getEvents(server)).toMatchObject([{ timestamp }]);
  });

  it.each([
    [0, '2025-03-18T23:59:09.123456789+00:00'],
    [330, '2025-03-19T05:29:09.123456789+05:30'],
    [-210, '2025-03-18T20:29:09.123456789-03:30'],
  ])('writes timestamps %i minutes east', async (timestampZone, timestamp) => {
    const server = await startBindplane({
      events: [bindplaneEvent(1, at)],
      knobs: { timestampZone },
    });

    expect(await getEvents(server)).toMatchObject([{ timestamp }]);
  });

  it('sends an event in a form that nobody foresaw', async () => {
    const sentAs = { id: undefined, timestamp: 'soon', severity: { level: 3 } };
    const server = await startBindplane({ events: [{ ...halfSeconds[2]!, sentAs }] });

    const [event] = await getEvents(server, { 'max-date': '20250318120001' });

    expect(event).toMatchObject({ timestamp: 'soon', severity: { level: 3 }, user: 'Dana Reyes' });
    expect(event).not.toHaveProperty('id');
  });

  it('empties every description', async () => {
    const server = await startBindplane({ events: halfSeconds.slice(0, 2) });

    expect(await getEvents(server)).toMatchObject([
      { description: 'Source nginx was modified' },
      { description: 'Source nginx was modified' },
    ]);
    server.knobs.descriptions = 'empty';
    expect(await getEvents(server)).toMatchObject([{ description: '' }, { description: '' }]);
  });

  it('leaves out an empty configuration and account', async () => {
    const event = bindplaneEvent(1, at, { configuration: '', account: '' });
    const server = await startBindplane({ events: [event] });

    const [answered] = await getEvents(server);

    expect(Object.keys(answered!)).toEqual([
      'id',
      'timestamp',
      'resourceKind',
      'resourceName',
      'description',
      'action',
      'user',
    ]);
  });

  it.each([
    ['stored', { account: 'A' }],
    ['null', { account: null }],
    ['absent', {}],
  ] as const)('shows the account %s', async (accounts, expected) => {
    const server = await startBindplane({
      events: [bindplaneEvent(1, at, { account: 'A' })],
      knobs: { accounts },
    });

    const [event] = await getEvents(server);

    const shown = Object.entries(event!).filter(([key]) => key === 'account');
    expect(Object.fromEntries(shown)).toEqual(expected);
  });

  it('forgets what is older than its retention', async () => {
    const clock = { now: '2025-03-19T12:00:01Z' };
    const server = await startBindplane({
      events: halfSeconds,
      now: () => clock.now,
      knobs: { retentionDays: 1 },
    });

    const before = await getNumbers(server);
    clock.now = '2025-03-19T12:00:03Z';
    const after = await getNumbers(server);

    expect([before, after]).toEqual([
      [7, 6, 5, 4, 3, 2],
      [7, 6],
    ]);
  });

  it('shows late events once they are visible, at their own place', async () => {
    const clock = { now: '2025-03-18T12:10:00Z' };
    const [first, late, last] = halfSeconds;
    const server = await startBindplane({
      events: [first!, { ...late!, visibleFrom: '2025-03-18T12:10:00.5Z' }, last!],
      now: () => clock.now,
    });

    const before = await getNumbers(server);
    clock.now = '2025-03-18T12:10:00.5Z';
    const after = await getNumbers(server);

    expect([before, after]).toEqual([
      [2, 0],
      [2, 1, 0],
    ]);
  });
});
