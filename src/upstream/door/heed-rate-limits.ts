import type { IncomingHttpHeaders } from 'node:http';
import type { CallClock } from './call-clock.ts';
import type { CallObserver } from '../../telemetry/call-observer.ts';
import { headerOf } from './http-answer.ts';
import { callText } from './http-exchange.ts';
import { RateLimitHolds } from './rate-limit-holds.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { SharedBudgets } from './shared-budgets.ts';
import { observed } from './upstream-call.ts';
import type { DoorPart, UpstreamCall } from './upstream-call.ts';
import { UpstreamRateLimitedError } from './upstream-error.ts';
import { upstreamLabel } from '../../config/upstream-name.ts';

/** A GET waits so long for its turn, once, if its deadline allows; longer waits are told at once. */
const maxWaitMs = 2000;
/** Those who wait do not all go on in the same instant. */
const spreadMs = 200;

/**
 * Turns a 429 into `UpstreamRateLimitedError`, and keeps back calls of the same credential and path
 * for as long as the upstream told: Coder counts that way, and has told nobody of the others. What
 * callers are let ask together is shared out among them before.
 */
export function heedRateLimits({ onUnsent }: CallObserver, clock: CallClock): DoorPart {
  const holds = new RateLimitHolds(() => clock.now());
  const budgets = new SharedBudgets(() => clock.now());
  let countsAddresses = false;
  return (next) => async (call) => {
    const bucket = `${call.place.path}\n${call.credential}`;
    let hasWaited = false;
    for (;;) {
      const heldMs = heldFor(call, bucket);
      if (heldMs === 0) {
        const answer = await next(call);
        countsAddresses = isCountedByAddress(answer.headers) ?? countsAddresses;
        budgets.note(budgetOf(call, bucket), call.caller, answer.headers);
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
      await clock.pause(heldFor(call, bucket) + clock.random() * spreadMs, call.signal);
    }
  };

  function heldFor(call: UpstreamCall, bucket: string): number {
    return Math.max(
      holds.remaining(bucket),
      budgets.remaining(budgetOf(call, bucket), call.caller),
    );
  }

  /** Whose calls an upstream counts together: of a path, those of a credential or all of ours. */
  function budgetOf({ place }: UpstreamCall, bucket: string): string {
    return countsAddresses ? place.path : bucket;
  }

  function mayWait({ place, deadline }: UpstreamCall, ms: number): boolean {
    return place.method === 'GET' && ms <= maxWaitMs && clock.now() + ms + spreadMs < deadline;
  }
}

/** Before 2.32 Coder's limiter runs before it knows who calls. Undefined: it does not say which it is. */
function isCountedByAddress(headers: IncomingHttpHeaders): boolean | undefined {
  const version = headerOf(headers, 'x-coder-build-version') ?? '';
  const [, major, minor] = /^v?(\d+)\.(\d+)\./.exec(version) ?? [];
  if (major === undefined) return undefined;
  return Number(major) < 2 || (Number(major) === 2 && Number(minor) < 32);
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
