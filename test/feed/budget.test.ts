import { describe, expect, it } from 'vitest';
import { Budget } from '../../src/feed/budget.ts';

/** A budget until 10 s, and a call that takes so many milliseconds. */
function start(calls?: number) {
  let ms = 0;
  const limits = { deadline: 10_000, now: () => ms };
  const budget = new Budget(calls === undefined ? limits : { ...limits, calls });
  const call = (tookMs: number) =>
    budget.timed(async () => {
      ms += tookMs;
    });
  return { budget, call };
}

describe('a budget', () => {
  it('lets the first call be tried whatever the time', async () => {
    const { budget, call } = start();
    await call(20_000).catch(() => {});

    expect(new Budget({ deadline: 0, now: () => 1 }).hasTime()).toBe(true);
    expect(budget.hasTime()).toBe(false);
  });

  it('begins no call that might meet the deadline, by the slowest so far', async () => {
    const { budget, call } = start();
    await call(2000);
    await call(100);
    const before = budget.hasTime();
    await call(4000);

    expect([before, budget.hasTime()]).toEqual([true, false]);
  });

  it('does not learn from a call that failed', async () => {
    const { budget } = start();

    await expect(budget.timed(() => Promise.reject(new Error('late')))).rejects.toThrow('late');

    expect([budget.hasAnswer, budget.lastMs]).toEqual([false, 0]);
  });

  it('has so many calls, whatever the time', () => {
    const { budget } = start(5);
    budget.take(3);

    expect([budget.mayCall(2), budget.mayCall(3)]).toEqual([true, false]);
  });
});
