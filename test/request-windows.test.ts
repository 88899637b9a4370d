import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestWindows } from '../src/server/limits/request-windows.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('request windows', () => {
  it('let a caller take so much in each window, whatever others take', () => {
    const take = fc.record({
      caller: fc.constantFrom('a', 'b', 'c', 'd'),
      points: fc.integer({ min: 1, max: 7 }),
      passingMs: fc.oneof(fc.nat(900), fc.constantFrom(10_000, 60_000)),
    });
    fc.assert(
      fc.property(fc.array(take, { maxLength: 60 }), (takes) => {
        const windows = new RequestWindows(10, 60);
        const expected = new Map<string, { taken: number; endsAt: number }>();
        let now = 0;
        for (const { caller, points, passingMs } of takes) {
          vi.advanceTimersByTime(passingMs);
          now += passingMs;
          let window = expected.get(caller);
          if (!window || window.endsAt <= now) window = { taken: 0, endsAt: now + 60_000 };
          window.taken += points;
          expected.set(caller, window);

          expect(windows.take(caller, points)).toBe(
            window.taken > 10 ? Math.max(Math.ceil((window.endsAt - now) / 1000), 1) : 0,
          );
        }
      }),
      { seed: 20_261_128 },
    );
  });

  it('forget callers whose windows have ended', () => {
    const windows = new RequestWindows(1, 1);
    for (let caller = 0; caller < 5000; caller += 1) {
      vi.advanceTimersByTime(1);
      expect(windows.take(`caller ${caller}`, 1)).toBe(0);
    }
    vi.advanceTimersByTime(1000);

    expect(windows.take('caller 4999', 1)).toBe(0);
    expect(windows.take('caller 4999', 1)).toBe(1);
  });
});
