import type { CallClock } from './call-clock.ts';
import type { CallObserver } from '../../telemetry/call-observer.ts';
import { CallTurns } from './call-turns.ts';
import type { TurnLimits } from './call-turns.ts';
import { observed } from './upstream-call.ts';
import type { DoorPart } from './upstream-call.ts';
import { UpstreamRateLimitedError } from './upstream-error.ts';
import { upstreamLabel } from '../../config/upstream-name.ts';
import type { UpstreamName } from '../../config/upstream-name.ts';

/**
 * Sends at most so many calls at once in all and for each caller; the others wait for their turn.
 * A call that there is no room for is refused with `UpstreamRateLimitedError`.
 */
export function takeTurns(
  upstream: UpstreamName,
  limits: TurnLimits,
  { onQueue, onUnsent }: CallObserver,
  clock: CallClock,
): DoorPart {
  const turns = new CallTurns(limits);
  return (next) => async (call) => {
    const { caller, place } = call;
    const start = clock.now();
    if (!turns.take(caller)) {
      const turn = turns.wait(caller, call.signal, () => {
        onUnsent?.(observed(call), 'QUEUE_FULL');
        return new UpstreamRateLimitedError(
          `Too many calls to ${upstreamLabel(upstream)} are waiting in this gateway.`,
          place,
          1,
        );
      });
      onQueue?.(upstream, turns);
      await turn;
    }
    call.waitedMs = clock.now() - start;
    call.hasTurn = true;
    onQueue?.(upstream, turns);
    try {
      return await next(call);
    } finally {
      turns.end(caller);
      onQueue?.(upstream, turns);
    }
  };
}
