import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../src/upstream/door/http-exchange.ts';
import { retryFaults } from '../../src/upstream/door/retry-faults.ts';
import type { UpstreamCall } from '../../src/upstream/door/upstream-call.ts';
import {
  UpstreamBadResponseError,
  UpstreamTimeoutError,
} from '../../src/upstream/door/upstream-error.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { answerOf, broken, unreachable, upstreamCall } from '../support/fake-door.ts';

type Way = (call: UpstreamCall) => HttpAnswer | Error;

const well: Way = (call) => answerOf(call, 200);
const busy =
  (seconds: string): Way =>
  (call) =>
    answerOf(call, 503, { 'retry-after': seconds });

/** Sends a call that goes these ways, one after the other, and the last for ever. */
async function send(ways: readonly Way[], fields: Partial<UpstreamCall> = {}, tookMs = 0) {
  const clock = new FakeClock();
  let attempts = 0;
  const part = retryFaults(
    2,
    clock,
  )(async (call) => {
    clock.ms += tookMs;
    const outcome = ways[Math.min(attempts, ways.length - 1)]!(call);
    attempts += 1;
    expect(call.attempt).toBe(attempts);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  });
  const outcome = await part(upstreamCall(fields)).then(
    (answer) => answer.place.status,
    (error: Error) => error.name,
  );
  return { outcome, attempts, pauses: clock.pauses };
}

describe('a call that fails', () => {
  it.each<[string, Way]>([
    ['refused', unreachable],
    ['reset', broken],
    ['502', (call) => answerOf(call, 502)],
    ['503', (call) => answerOf(call, 503)],
    ['504', (call) => answerOf(call, 504)],
  ])('is sent again when it was %s', async (_name, way) => {
    expect(await send([way, well])).toEqual({ outcome: 200, attempts: 2, pauses: [100] });
  });

  it('is given up after two retries, each later than the one before', async () => {
    expect(await send([unreachable])).toEqual({
      outcome: 'UpstreamUnavailableError',
      attempts: 3,
      pauses: [100, 200],
    });
  });

  it.each<[string, Way, string | number]>([
    ['500', (call) => answerOf(call, 500), 500],
    ['400', (call) => answerOf(call, 400), 400],
    ['429', (call) => answerOf(call, 429), 429],
    ['a timeout', (call) => new UpstreamTimeoutError('Late.', call.place), 'UpstreamTimeoutError'],
    [
      'a cut body',
      (call) => new UpstreamBadResponseError('Cut.', call.place, 'CUT'),
      'UpstreamBadResponseError',
    ],
  ])('is not sent again after %s', async (_name, way, outcome) => {
    expect(await send([way])).toEqual({ outcome, attempts: 1, pauses: [] });
  });

  it('is not sent again when it writes', async () => {
    const place = { upstream: 'CODER', method: 'POST', path: '/audit/testgenerate' } as const;

    expect(await send([unreachable], { place })).toMatchObject({ attempts: 1 });
  });

  it('is not sent again when its deadline comes before', async () => {
    expect(await send([unreachable], { deadline: 250 })).toMatchObject({
      attempts: 2,
      pauses: [100],
    });
  });

  it('is not sent again when it took long to fail', async () => {
    expect(await send([broken], {}, 2001)).toMatchObject({ attempts: 1 });
  });

  it('waits as long as a 503 tells, if that is short', async () => {
    expect(await send([busy('2'), well])).toMatchObject({ outcome: 200, pauses: [2000] });
    expect(await send([busy('3'), well])).toMatchObject({ outcome: 503, pauses: [] });
  });

  it('ends when its caller leaves before the next attempt', async () => {
    const signal = AbortSignal.abort(new UpstreamTimeoutError('Left.', { upstream: 'CODER' }));

    expect(await send([unreachable], { signal })).toMatchObject({
      outcome: 'UpstreamTimeoutError',
      attempts: 1,
    });
  });
});
