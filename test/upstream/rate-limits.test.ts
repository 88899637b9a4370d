import { describe, expect, it } from 'vitest';
import { heedRateLimits } from '../../src/upstream/door/heed-rate-limits.ts';
import { RateLimitHolds } from '../../src/upstream/door/rate-limit-holds.ts';
import type { UpstreamCall } from '../../src/upstream/door/upstream-call.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { answerOf, upstreamCall } from '../support/fake-door.ts';

/** A door to an upstream that limits as long as it is told to, with these headers. */
function openDoor(headers: Record<string, string>) {
  const clock = new FakeClock();
  const door = {
    clock,
    isLimiting: true,
    sent: 0,
    unsent: 0,
    async call(fields: Partial<UpstreamCall> = {}): Promise<unknown> {
      return send(upstreamCall(fields)).then(
        (answer) => answer.place.status,
        ({ name, retryAfterSeconds }) => ({ name, retryAfterSeconds }),
      );
    },
  };
  const observer = { onUnsent: () => (door.unsent += 1) };
  const send = heedRateLimits(
    observer,
    clock,
  )(async (call) => {
    door.sent += 1;
    return door.isLimiting ? answerOf(call, 429, headers) : answerOf(call, 200);
  });
  return door;
}

const limited = (retryAfterSeconds: number) => ({
  name: 'UpstreamRateLimitedError',
  retryAfterSeconds,
});

describe('a rate limit', () => {
  it('is told at once when the wait is long, and keeps the next calls back', async () => {
    const door = openDoor({ 'retry-after': '60' });

    const first = await door.call();
    door.clock.ms += 20_000;
    const second = await door.call({ target: '/api/v2/audit?offset=25' });

    expect([first, second]).toEqual([limited(60), limited(40)]);
    expect(door).toMatchObject({ sent: 1, unsent: 1, clock: { pauses: [] } });
  });

  it('ends when it is over', async () => {
    const door = openDoor({ 'retry-after': '60' });
    await door.call();
    door.isLimiting = false;
    door.clock.ms += 60_000;

    expect(await door.call()).toBe(200);
  });

  it('concerns one credential and path only', async () => {
    const door = openDoor({ 'retry-after': '60' });
    await door.call();
    door.isLimiting = false;

    expect(await door.call({ credential: 'bob-token' })).toBe(200);
    expect(
      await door.call({ place: { upstream: 'CODER', method: 'GET', path: '/api/v2/users' } }),
    ).toBe(200);
  });

  it('is waited out once when it is short', async () => {
    const door = openDoor({ 'retry-after': '2' });

    const answer = await door.call();

    expect(answer).toEqual(limited(2));
    expect(door).toMatchObject({ sent: 2, clock: { pauses: [2100] } });
  });

  it('is not waited out when the deadline comes before', async () => {
    const door = openDoor({ 'retry-after': '2' });

    expect(await door.call({ deadline: 2000 })).toEqual(limited(2));
    expect(door).toMatchObject({ sent: 1, clock: { pauses: [] } });
  });

  it('is not waited out by what writes', async () => {
    const door = openDoor({ 'retry-after': '1' });
    const place = { upstream: 'CODER', method: 'POST', path: '/audit/testgenerate' } as const;

    expect(await door.call({ place })).toEqual(limited(1));
    expect(door.sent).toBe(1);
  });

  it('lasts twice as long each time when the upstream does not tell', async () => {
    const door = openDoor({});
    const told: unknown[] = [];
    for (let round = 0; round < 8; round += 1) {
      told.push(await door.call({ deadline: 0 }));
      door.clock.ms += 60_000;
    }

    expect(told).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map(limited));
  });

  it('is not doubled by calls that were under way together', () => {
    const holds = new RateLimitHolds(() => 0);

    for (let call = 0; call < 5; call += 1) holds.hold('bucket', undefined);

    expect(holds.remaining('bucket')).toBe(1000);
  });

  it('is forgotten oldest first when there are too many', () => {
    const holds = new RateLimitHolds(() => 0, 2);

    for (const bucket of ['a', 'b', 'c']) holds.hold(bucket, 10);

    expect(['a', 'b', 'c'].map((bucket) => holds.remaining(bucket))).toEqual([0, 10_000, 10_000]);
  });

  it('is not ended by an answer that was under way before', () => {
    const holds = new RateLimitHolds(() => 0);
    holds.hold('bucket', 10);

    holds.release('bucket');

    expect(holds.remaining('bucket')).toBe(10_000);
  });
});
