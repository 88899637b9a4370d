import { describe, expect, it } from 'vitest';
import { AnswerBody } from '../../src/upstream/json/answer-body.ts';
import type { HttpAnswer } from '../../src/upstream/door/http-exchange.ts';
import { shareInFlight } from '../../src/upstream/door/share-in-flight.ts';
import type { UpstreamCall } from '../../src/upstream/door/upstream-call.ts';
import { answerOf, unreachable, upstreamCall } from '../support/fake-door.ts';

/** A door behind which calls wait until the test answers them. */
function openDoor() {
  const sent: (UpstreamCall & {
    settle: (outcome: HttpAnswer | Error) => void;
    takeTurn: () => void;
  })[] = [];
  let shared = 0;
  const send = shareInFlight({ onUnsent: () => (shared += 1) })(
    (call) =>
      new Promise((resolve, reject) => {
        call.signal.addEventListener('abort', () => reject(call.signal.reason));
        sent.push({
          ...call,
          takeTurn: () => (call.hasTurn = true),
          settle: (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)),
        });
      }),
  );
  return {
    sent,
    shared: () => shared,
    call: (fields: Partial<UpstreamCall> = {}) => send(upstreamCall(fields)),
  };
}

describe('identical calls in flight', () => {
  it('are made once', async () => {
    const { sent, shared, call } = openDoor();
    const calls = Array.from({ length: 20 }, () => call());
    const answer = answerOf(upstreamCall(), 200);

    sent[0]!.settle(answer);

    expect(await Promise.all(calls)).toEqual(Array.from({ length: 20 }, () => answer));
    expect(sent).toHaveLength(1);
    expect(shared()).toBe(19);
  });

  it('leave each caller a body of its own to drop', async () => {
    const { sent, call } = openDoor();
    const calls = [call(), call()];
    sent[0]!.settle(answerOf(upstreamCall(), 200));
    const [first, second] = await Promise.all(calls);

    first!.body.drop();

    expect(() => first!.body.bytes).toThrow('after its request was over');
    expect(second!.body.bytes.toString()).toBe('{}');
  });

  it('fail together', async () => {
    const { sent, call } = openDoor();
    const calls = [call(), call()];
    const error = unreachable(upstreamCall());

    sent[0]!.settle(error);

    for (const shared of calls) await expect(shared).rejects.toBe(error);
  });

  it('are made again once they are answered', async () => {
    const { sent, call } = openDoor();
    const first = call();
    sent[0]!.settle(answerOf(upstreamCall(), 200));
    await first;

    void call();

    expect(sent).toHaveLength(2);
  });

  it.each<[string, Partial<UpstreamCall>]>([
    ['another credential', { credential: 'bob-token' }],
    ['another query', { target: '/api/v2/audit?limit=26' }],
    ['a write', { place: { upstream: 'CODER', method: 'POST', path: '/api/v2/audit' } }],
  ])('are not shared with %s', (_name, fields) => {
    const { sent, shared, call } = openDoor();

    for (let times = 0; times < 2; times += 1) void call(fields);
    void call();

    expect(sent).toHaveLength('place' in fields ? 3 : 2);
    expect(shared()).toBe('place' in fields ? 0 : 1);
  });

  it('go on for the others when one caller leaves', async () => {
    const { sent, call } = openDoor();
    const leaving = new AbortController();
    const first = call({ signal: leaving.signal });
    const second = call();
    const reason = new Error('left');

    leaving.abort(reason);

    await expect(first).rejects.toBe(reason);
    expect(sent[0]!.signal.aborted).toBe(false);
    const answer = answerOf(upstreamCall(), 200);
    sent[0]!.settle(answer);
    expect(await second).toBe(answer);
  });

  it('end when all have left, and are not joined any more', async () => {
    const { sent, call } = openDoor();
    const leaving = new AbortController();
    const calls = [call({ signal: leaving.signal }), call({ signal: leaving.signal })];

    leaving.abort(new Error('left'));
    void call();

    await Promise.allSettled(calls);
    expect(sent.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  });

  it('wait for no turn but that of their own caller', async () => {
    const { sent, call } = openDoor();
    void call();

    void call({ caller: 'bob' });
    sent[1]!.takeTurn();
    void call({ caller: 'carol' });

    expect(sent.map(({ caller }) => caller)).toEqual(['alice', 'bob']);
  });

  it('hand out a large answer in turns with other work', async () => {
    const { sent, call } = openDoor();
    const order: string[] = [];
    const calls = Array.from({ length: 3 }, () => call().then(() => order.push('read')));
    const body = new AnswerBody(Buffer.alloc(1_000_000));

    setImmediate(() => order.push('other work'));
    sent[0]!.settle({ ...answerOf(upstreamCall(), 200), body });
    await Promise.all(calls);

    expect(order).toEqual(['read', 'other work', 'read', 'read']);
  });
});
