import { setMaxListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { CallTurns } from '../../src/upstream/door/call-turns.ts';

const never = new AbortController().signal;
setMaxListeners(0, never);
const refusal = () => new Error('Too many wait.');

/** Turns whose order is noted as they are given. */
function startTurns(maxCalls: number, maxCallsPerCaller: number, maxWaiting = 1000) {
  const turns = new CallTurns({ maxCalls, maxCallsPerCaller, maxWaiting });
  const order: string[] = [];
  return {
    turns,
    order,
    ask: async (caller: string, count = 1, signal = never): Promise<void> => {
      for (let call = 0; call < count; call += 1) {
        if (turns.take(caller)) order.push(caller);
        else {
          turns.wait(caller, signal, refusal).then(
            () => order.push(caller),
            (error: Error) => order.push(`${caller}: ${error.message}`),
          );
        }
      }
      await settled();
    },
    /** Ends a turn of the caller, and tells who goes next. */
    end: async (caller: string): Promise<readonly string[]> => {
      order.length = 0;
      turns.end(caller);
      await settled();
      return [...order];
    },
  };
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('calls to an upstream', () => {
  it('go at once while there is room', async () => {
    const { turns, order, ask } = startTurns(3, 2);

    await ask('alice', 5);
    await ask('bob', 2);

    expect(order).toEqual(['alice', 'alice', 'bob']);
    expect(turns).toMatchObject({ inFlight: 3, waiting: 4 });
  });

  it('take turns between callers, however many each has', async () => {
    const { order, ask, end } = startTurns(2, 2);
    await ask('alice', 100);
    await ask('bob', 2);
    await ask('carol', 1);
    order.length = 0;

    const next = [];
    for (const caller of ['alice', 'alice', 'bob', 'carol', 'alice', 'bob']) {
      next.push(...(await end(caller)));
    }

    // Alice's turn comes with each call of hers that ends.
    expect(next).toEqual(['bob', 'carol', 'alice', 'bob', 'alice', 'alice']);
  });

  it('of one caller leave room to the others', async () => {
    const { order, ask } = startTurns(10, 2);

    await ask('alice', 100);
    await ask('bob', 2);

    expect(order).toEqual(['alice', 'alice', 'bob', 'bob']);
  });

  it('wait no more when their caller leaves', async () => {
    const { turns, order, ask, end } = startTurns(1, 1);
    const leaving = new AbortController();
    await ask('alice');
    await ask('bob', 3, leaving.signal);
    await ask('carol');

    leaving.abort(new Error('left'));
    await settled();

    expect(order).toEqual(['alice', 'bob: left', 'bob: left', 'bob: left']);
    expect(turns).toMatchObject({ inFlight: 1, waiting: 1 });
    expect(await end('alice')).toEqual(['carol']);
  });

  it('are refused when too many of their caller wait', async () => {
    const { turns, order, ask } = startTurns(1, 1, 3);

    await ask('alice', 6);

    expect(order).toEqual(['alice', 'alice: Too many wait.', 'alice: Too many wait.']);
    expect(turns.waiting).toBe(3);
  });

  it('of another caller push out the newest of who has the most', async () => {
    const { turns, order, ask, end } = startTurns(1, 1, 4);
    await ask('alice', 5);
    await ask('bob', 3);

    expect(order).toEqual(
      ['alice', 'alice: Too many wait.', 'alice: Too many wait.', 'bob: Too many wait.'].toSorted(),
    );
    expect(turns.waiting).toBe(4);
    expect(await end('alice')).toEqual(['bob']);
  });

  it('leave nothing behind', async () => {
    const { turns, ask, end } = startTurns(2, 1);
    const callers = Array.from({ length: 50 }, (_, number) => `caller ${number}`);
    for (const caller of callers) await ask(caller, 2);

    for (let round = 0; round < 2; round += 1) {
      for (const caller of callers) await end(caller);
    }

    expect(turns).toMatchObject({ inFlight: 0, waiting: 0 });
  });
});
