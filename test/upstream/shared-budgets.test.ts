import { describe, expect, it } from 'vitest';
import { SharedBudgets } from '../../src/upstream/door/shared-budgets.ts';

/** A budget of 100 a minute, as an upstream tells of it. */
function openBudgets() {
  let ms = 0;
  let left = 100;
  const budgets = new SharedBudgets(() => ms, 2);
  return {
    budgets,
    pass: (more: number) => (ms += more),
    renew: () => (left = 100),
    ask: (caller: string, times: number, bucket = 'audit') => {
      for (let call = 0; call < times; call += 1) {
        left -= 1;
        budgets.note(bucket, caller, {
          'x-ratelimit-limit': '100',
          'x-ratelimit-remaining': String(left),
        });
      }
    },
    held: (caller: string, bucket = 'audit') => budgets.remaining(bucket, caller) > 0,
  };
}

describe('a shared budget', () => {
  it('is open to all while there is much of it', () => {
    const { ask, held } = openBudgets();
    ask('scanner', 74);

    expect([held('scanner'), held('reader')]).toEqual([false, false]);
  });

  it('is closed to who had most when little is left', () => {
    const { ask, held } = openBudgets();
    ask('reader', 5);
    ask('scanner', 70);

    expect([held('scanner'), held('reader'), held('newcomer')]).toEqual([true, false, false]);
  });

  it('gives each of many an equal share', () => {
    const { ask, held } = openBudgets();
    for (let caller = 0; caller < 19; caller += 1) ask(`caller-${caller}`, 4);
    ask('caller-0', 2);

    expect([held('caller-0'), held('caller-1')]).toEqual([true, false]);
  });

  it('is whole again when its time is over', () => {
    const { ask, held, pass, renew } = openBudgets();
    ask('scanner', 90);
    pass(60_000);

    expect(held('scanner')).toBe(false);
    renew();
    ask('scanner', 1);
    expect(held('scanner')).toBe(false);
  });

  it('is not made up where an upstream tells of none', () => {
    const budgets = new SharedBudgets(() => 0);
    for (let call = 0; call < 500; call += 1) budgets.note('audit', 'scanner', {});

    expect(budgets.remaining('audit', 'scanner')).toBe(0);
  });

  it('is forgotten oldest first when there are too many', () => {
    const { ask, held, renew } = openBudgets();
    for (const bucket of ['a', 'b', 'c']) {
      renew();
      ask('scanner', 90, bucket);
    }

    expect(['a', 'b', 'c'].map((bucket) => held('scanner', bucket))).toEqual([false, true, true]);
  });
});
