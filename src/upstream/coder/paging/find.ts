import { addDays, type Day, dayOf, type Instant } from '../../../feed/instant.ts';
import { tiesBeyond } from './group.ts';
import { boundaryIn, isValid, type Slice } from './slice.ts';
import { type Guess, isLost, narrow, nextGuess, nothingKnown } from './narrow.ts';
import type { Trail } from './trail.ts';
import { boundOf } from './window.ts';

/** The instant to find, and where it is believed to be. */
export interface Focus {
  readonly t: Instant;
  /** The bound of the window to search when nothing is believed, or the belief fails. */
  readonly home: Day | undefined;
  readonly belief?: Belief | undefined;
  /** Rows believed to tie at `t`. */
  readonly ties: number;
}

interface Belief {
  /** The bound of the window it is about. */
  readonly to: Day | undefined;
  /** The boundary of `t` there: the index of the first row at or below it. */
  readonly index: number;
  /** How much further down the boundary may be. */
  readonly spread?: number;
}

/** Where a slice shows `t`, to read on from there. */
export function focusIn(slice: Slice, t: Instant): Focus {
  const belief = { to: slice.window.to, index: boundaryIn(slice, t) };
  return { t, home: boundOf(t), belief, ties: tiesBeyond(slice, t) };
}

/** Rows wanted on either side of the instant's group. */
export interface Reach {
  readonly above: number;
  readonly below: number;
}

/** An offset up to here is cheap, whatever it skips. */
const cheapOffset = 2000;

/**
 * A slice valid for the focus, with the rows wanted around it if they exist and nothing moved.
 * `seen` are slices of the home window that already tell something.
 */
export async function find(
  trail: Trail,
  { t, home, belief, ties }: Focus,
  { above, below }: Reach,
  seen: readonly Slice[] = [],
): Promise<Slice> {
  const hit = seen.findLast((slice) => isValid(slice, t));
  if (hit) return hit;
  let known = seen.reduce((sofar, slice) => narrow(sofar, slice, t), nothingKnown);
  let to = belief ? belief.to : home;
  let guess = belief ? guessFrom(belief) : nextGuess(known, t);
  for (;;) {
    const slice = await (guess ? askAround(guess) : askForDay());
    if (isValid(slice, t)) return slice;
    known = narrow(known, slice, t);
    if (isLost(known, slice)) {
      known = nothingKnown;
      to = home;
    }
    guess = nextGuess(known, t);
  }

  /** One row above is the witness that nothing of the group is missing. */
  function askAround({ first, last }: Guess): Promise<Slice> {
    const offset = Math.max(0, first - above - 1);
    const isProven = offset <= Math.max(cheapOffset, trail.depthOf(to));
    const guard = isProven ? undefined : addDays(dayOf(t), -1);
    return trail.slice({ to, guard, offset, limit: last - offset + ties + below });
  }

  /** The top of the day: it also tells how many rows the day has. */
  function askForDay(): Promise<Slice> {
    return trail.slice({ to, guard: boundOf(t), offset: 0, limit: above + ties + below + 1 });
  }
}

function guessFrom({ index, spread = 0 }: Belief): Guess {
  return { first: index, last: index + spread };
}
