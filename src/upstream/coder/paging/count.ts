import type { Count } from '../../../feed/feed.ts';
import { type Instant, startOfDay } from '../../../feed/instant.ts';
import { isAfter } from '../../../feed/position.ts';
import { find } from './find.ts';
import { boundaryIn, sizeOf, type Slice } from './slice.ts';
import type { Trail } from './trail.ts';
import { type Extent, instantBelow } from './window.ts';

/**
 * The rows of the feed, counted up to `cap`: the indexes of its two ends in one window, subtracted.
 * `seen` are slices that the request has read already.
 */
export async function countRows(
  trail: Trail,
  extent: Extent,
  cap: number,
  seen: readonly Slice[],
): Promise<Count> {
  const { top, bottom, isOpen, window } = extent;
  const { to } = window;
  const slices = seen.filter((slice) => slice.window.to === to);
  const indexOf = async (t: Instant) => {
    const slice = await find(trail, { t, home: to, ties: 1 }, { above: 0, below: 1 }, slices);
    slices.push(slice);
    return boundaryIn(slice, t);
  };

  const start = isOpen ? 0 : await indexOf(instantBelow(top));
  const upTo = (end: number): Count => ({
    count: Math.min(Math.max(end - start, 0), cap),
    precision: end - start <= cap ? 'EXACT' : 'AT_LEAST',
  });
  if (slices.length === 0) slices.push(await trail.slice({ to, offset: 0, limit: 1 }));
  const endsWithWindow = window.from === undefined || bottom.at === startOfDay(window.from);
  if (endsWithWindow) {
    const whole =
      slices.findLast((slice) => !slice.isGuarded) ??
      (await trail.slice({ to, offset: 0, limit: 1 }));
    const size = sizeOf(whole);
    if (size !== undefined) return upTo(size);
    if (start === 0) return { count: Math.min(whole.count, cap), precision: 'AT_LEAST' };
  }
  const beyond = await trail.slice({ to, offset: start + cap, limit: 1 });
  if (beyond.rows[0] && isAfter(bottom, beyond.rows[0])) {
    return { count: cap, precision: 'AT_LEAST' };
  }
  slices.push(beyond);
  return upTo(await indexOf(instantBelow(bottom)));
}
