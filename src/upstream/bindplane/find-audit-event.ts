import type { Budget } from '../../feed/budget.ts';
import { secondOf } from '../../feed/instant.ts';
import { comparePositions } from '../../feed/position.ts';
import type { Position } from '../../feed/position.ts';
import type { BindplaneAuditEvent } from './model.ts';
import type { BindplaneWindows } from './window-asker.ts';
import { createWindowReader } from './window-reader.ts';
import { horizonSecond } from './window.ts';

/**
 * The event at a position, undefined when it is gone. One call when the server's zone is known
 * there; otherwise, and to make sure that it is gone, more is read around it.
 */
export async function findAuditEvent(
  client: BindplaneWindows,
  position: Position,
  budget?: Budget,
): Promise<BindplaneAuditEvent | undefined> {
  const second = secondOf(position.at);
  if (second < 0 || second >= horizonSecond) return undefined;
  const reader = createWindowReader(client, {}, Math.floor(client.server.now()), budget);
  const approach = { isDown: true, anchor: undefined, isLast: true };
  const answer = await reader.read({ from: second, to: second + 1 }, approach);
  if (answer.kind === 'FAILED') throw answer.error;
  if (answer.kind === 'UNPROVEN') return undefined;
  return answer.events.find((event) => comparePositions(event, position) === 0);
}
