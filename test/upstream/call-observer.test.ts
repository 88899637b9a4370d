import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startSimulatorServer } from '../../src/simulator/simulator-server.ts';
import type { Simulator } from '../../src/simulator/simulator-server.ts';
import type { CallObserver } from '../../src/telemetry/call-observer.ts';
import { createCoderClient } from '../../src/upstream/coder/client.ts';
import { createHttpClient } from '../../src/upstream/door/http-client.ts';
import type { HttpClient } from '../../src/upstream/door/http-client.ts';
import { patience } from '../support/eventually.ts';

const token = 'abcdefghij-0123456789012345678901';

describe('an observer of calls', () => {
  let upstream: Simulator;
  let door: HttpClient;
  let told: unknown[];
  let observer: CallObserver;

  beforeEach(async () => {
    upstream = await startSimulatorServer({
      answer: () => ({
        status: 404,
        headers: { 'Content-Type': 'application/json' },
        body: '{"message":"Resource not found or you do not have access to this resource"}',
      }),
    });
    told = [];
    observer = {
      onAttempt: (attempt) => {
        told.push(attempt);
        return {
          headers: { traceparent: '00-trace' },
          onEnd: ({ durationMs, ...outcome }) => {
            expect(durationMs).toBeGreaterThan(0);
            told.push(outcome);
          },
        };
      },
      onUnsent: (call, reason) => told.push({ ...call, reason }),
      onQueue: (_upstream, { inFlight, waiting }) => told.push(`${inFlight} ${waiting}`),
    };
    door = openDoor(patience);
  });

  afterEach(async () => {
    await door.close();
    await upstream.close();
  });

  function openDoor(timeoutMs: number): HttpClient {
    return createHttpClient({
      upstream: 'CODER',
      baseUrl: upstream.url,
      timeoutMs,
      retries: 1,
      observer,
    });
  }

  function client(signal = new AbortController().signal) {
    return createCoderClient(door, { credential: token, requestId: 'request-1', signal });
  }

  const call = { upstream: 'CODER', endpoint: 'GET /users/{id}', requestId: 'request-1' };
  const attempt = { ...call, attempt: 1, waitedMs: expect.any(Number) };

  it('learns of each attempt and its end, never of an id or a credential', async () => {
    await client().user('dana');

    expect(told).toEqual(['1 0', attempt, { status: 404, failure: undefined }, '0 0']);
    expect(JSON.stringify(told)).not.toMatch(/dana|abcdefghij/);
  });

  it('adds its headers to what is sent', async () => {
    await client().user('dana');

    expect(upstream.traffic.calls[0]?.headers).toMatchObject({
      traceparent: '00-trace',
      'coder-session-token': token,
    });
  });

  it('learns of retries', async () => {
    upstream.faults.next({ kind: 'reset' });

    await client().user('dana');

    expect(told.filter((event) => typeof event === 'object')).toEqual([
      attempt,
      { status: undefined, failure: 'UNAVAILABLE' },
      { ...attempt, attempt: 2 },
      { status: 404, failure: undefined },
    ]);
  });

  it.each([
    ['TIMEOUT', { kind: 'neverAnswer' }, undefined],
    ['BAD_RESPONSE', { kind: 'truncatedBody' }, 404],
  ] as const)('learns of %s', async (failure, fault, status) => {
    upstream.faults.next(fault);
    if (failure === 'TIMEOUT') {
      await door.close();
      door = openDoor(100);
    }

    await expect(client().user('dana')).rejects.toThrow('Coder');

    expect(told).toContainEqual({ status, failure });
  });

  it('learns of callers who leave', async () => {
    upstream.faults.next({ kind: 'neverAnswer' });
    const leaving = new AbortController();
    upstream.beforeCall = () => leaving.abort(new Error('left'));

    await expect(client(leaving.signal).user('dana')).rejects.toThrow('left');

    await expect.poll(() => told).toContainEqual({ status: undefined, failure: 'ABORTED' });
  });

  it('learns of calls that are shared', async () => {
    await Promise.all([client().user('dana'), client().user('dana')]);

    expect(told).toContainEqual({ ...call, reason: 'SHARED' });
    expect(upstream.traffic.calls).toHaveLength(1);
  });
});
