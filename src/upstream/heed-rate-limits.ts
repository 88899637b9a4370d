import type { CallClock } from './call-clock.ts';
import type { CallObserver } from './call-observer.ts';
import { callText } from './http-exchange.ts';
import { RateLimitHolds } from './rate-limit-holds.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { observed } from './upstream-call.ts';
import type { DoorPart, UpstreamCall } from './upstream-call.ts';
import { UpstreamRateLimitedError, upstreamLabel } from './upstream-error.ts';

/** A GET waits so long for its turn, once, if its deadline allows; longer waits are told at once. */
const maxWaitMs = 2000;
/** Those who wait do not all go on in the same instant. */
const spreadMs = 200;

/**
 * Turns a 429 into `UpstreamRateLimitedError`, and keeps back calls of the same credential and path
 * for as long as the upstream told: Coder counts that way, and has told nobody of the others.
 */
export function heedRateLimits({ onUnsent }: CallObserver, clock: CallClock): DoorPart {
  const holds = new RateLimitHolds(() => clock.now());
  return (next) => async (call) => {
    const bucket = `${call.place.path}\n${call.credential}`;
    let hasWaited = false;
    for (;;) {
      const heldMs = holds.remaining(bucket);
      if (heldMs === 0) {
        const answer = await next(call);
        if (answer.place.status !== 429) {
          holds.release(bucket);
          return answer;
        }
        holds.hold(bucket, retryAfterSeconds(answer.headers));
        if (hasWaited || !mayWait(call, holds.remaining(bucket))) {
          throw rateLimited(call, holds.remaining(bucket), 429);
        }
      } else if (hasWaited || !mayWait(call, heldMs)) {
        onUnsent?.(observed(call), 'RATE_LIMITED');
        throw rateLimited(call, heldMs);
      }
      hasWaited = true;
      call.attempt += 1;
      await clock.pause(holds.remaining(bucket) + clock.random() * spreadMs, call.signal);
    }
  };

  function mayWait({ place, deadline }: UpstreamCall, ms: number): boolean {
    return place.method === 'GET' && ms <= maxWaitMs && clock.now() + ms + spreadMs < deadline;
  }
}

function rateLimited(
  { place }: UpstreamCall,
  heldMs: number,
  status?: number,
): UpstreamRateLimitedError {
  return new UpstreamRateLimitedError(
    `${upstreamLabel(place.upstream)} is being asked too often for ${callText(place)}.`,
    status === undefined ? place : { ...place, status },
    Math.max(Math.ceil(heldMs / 1000), 1),
  );
}
