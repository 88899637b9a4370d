import type { CallSignal } from '../door/call-signal.ts';

/** Work on much that can be put down: each `yield` is a place where others may have their turn. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** More of an answer is worked on in turns with all else. */
export const maxBytesAtOnce = 2_000_000;
/** So many items of a list are worked on without a look at the clock. */
const stride = 500;
/** How long others wait at most. */
const turnMs = 15;

/** Does the work without a pause. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Does the work in turns with everything else that the process has to do, and after all such work
 * that was begun before: what it needs of memory is needed once. Rejects with the signal's reason.
 */
export function inTurns<T>(steps: Steps<T>, signal: CallSignal): Promise<T> {
  const work = last.then(() => inShortTurns(steps, signal));
  last = work.catch(() => undefined);
  return work;
}

async function inShortTurns<T>(steps: Steps<T>, signal: CallSignal): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    const end = performance.now() + turnMs;
    do {
      const step = steps.next();
      if (step.done === true) return step.value;
    } while (performance.now() < end);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

export function* mapInSteps<Item, Result>(
  items: readonly Item[],
  map: (item: Item, index: number) => Result,
): Steps<Result[]> {
  if (items.length <= stride) return items.map(map);
  const results: Result[] = [];
  for (let index = 0; index < items.length; index += 1) {
    results.push(map(items[index]!, index));
    if (index % stride === 0) yield;
  }
  return results;
}

/** Equal items keep their order. */
export function* sortInSteps<Item>(
  items: readonly Item[],
  compare: (a: Item, b: Item) => number,
): Steps<readonly Item[]> {
  if (items.every((item, index) => index === 0 || compare(items[index - 1]!, item) <= 0)) {
    return items;
  }
  let runs: (readonly Item[])[] = [];
  for (let start = 0; start < items.length; start += stride) {
    runs.push(items.slice(start, start + stride).toSorted(compare));
    yield;
  }
  while (runs.length > 1) {
    const longer: (readonly Item[])[] = [];
    for (let index = 0; index < runs.length; index += 2) {
      longer.push(yield* mergeInSteps(runs[index]!, runs[index + 1] ?? [], compare));
    }
    runs = longer;
  }
  return runs[0] ?? [];
}

function* mergeInSteps<Item>(
  left: readonly Item[],
  right: readonly Item[],
  compare: (a: Item, b: Item) => number,
): Steps<Item[]> {
  const merged: Item[] = [];
  let [l, r] = [0, 0];
  while (l < left.length || r < right.length) {
    const isLeft = r === right.length || (l < left.length && compare(left[l]!, right[r]!) <= 0);
    merged.push(isLeft ? left[l]! : right[r]!);
    if (isLeft) l += 1;
    else r += 1;
    if (merged.length % stride === 0) yield;
  }
  return merged;
}
