import { describe, expect, it } from 'vitest';
import { startBindplaneSimulator } from '../../src/simulator/bindplane/bindplane-simulator.ts';
import type { BindplaneProfile } from '../../src/simulator/bindplane/profiles.ts';
import {
  bindplaneEvent,
  get,
  getNumbers,
  halfSeconds,
  startBindplane,
  users,
} from '../support/bindplane-server.ts';

describe('profiles', () => {
  const [first, second] = [3, 1].map((number) => ({
    ...halfSeconds[number]!,
    timestamp: `2025-03-18T12:00:0${number}.1234567Z`,
  }));
  const events = [first!, second!];
  const list = '/v1/audit-events?min-date=20250318120001&max-date=20250318120003';

  it.each<[BindplaneProfile, string]>([
    ['published', '[{"id":"01JPN3V6ZK0000000000000001","timestamp":"2025-03-18T12:00:01.1234567Z"'],
    [
      'field',
      '{"auditEvents":[{"id":"01JPN3V6ZK0000000000000001","timestamp":"2025-03-18T12:00:01.123456Z"',
    ],
    ['hostile', '{}'],
  ])('answers a list as %s', async (profile, start) => {
    const server = await startBindplane({ profile, events, knobs: { cutBodies: 0 } });

    const { text } = await get(server, list);

    expect(text.slice(0, start.length)).toBe(start);
  });

  it('is the field when nobody says', async () => {
    const server = await startBindplaneSimulator({ events, users, keys: {} });

    const { text, type } = await get(server, '/v1/audit-events');
    await server.close();

    expect([text, type]).toEqual(['', null]);
    expect(server.knobs.envelope).toBe('wrapped');
  });

  it('reads hostile dates in another zone, without their ends', async () => {
    const server = await startBindplane({
      profile: 'hostile',
      events: halfSeconds,
      knobs: { cutBodies: 0 },
    });

    const numbers = await getNumbers(server, {
      'min-date': '20250318173001',
      'max-date': '20250318173003',
    });

    expect(numbers.toSorted((a, b) => a - b)).toEqual([4, 5]);
  });

  it('keeps any hundred when hostile', async () => {
    const many = Array.from({ length: 300 }, (_, number) =>
      bindplaneEvent(number, '2025-03-18T12:00:00Z'),
    );
    const server = await startBindplane({
      profile: 'hostile',
      events: many,
      knobs: { cutBodies: 0 },
    });

    const answers = [await getNumbers(server), await getNumbers(server)];

    expect(answers.map((answer) => new Set(answer).size)).toEqual([100, 100]);
    expect(answers[0]).not.toEqual(answers[1]);
  });
});
