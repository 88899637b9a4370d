import type { Budget } from '../../feed/budget.ts';
import { secondOf } from '../../feed/instant.ts';
import { comparePositions } from '../../feed/position.ts';
import type { Position } from '../../feed/position.ts';
import type { BindplaneAuditEvent } from './model.ts';
import { createWindowReader } from './window-reader.ts';
import type { BindplaneWindows } from './window-reader.ts';
import { horizonSeconds } from './window.ts';

/**
 * The event at a position, undefined when it is gone. One call once the server's zone is known,
 * two when its answer breaks off.
 */
export async function findAuditEvent(
  client: BindplaneWindows,
  position: Position,
  budget?: Budget,
): Promise<BindplaneAuditEvent | undefined> {
  const second = secondOf(position.at);
  const now = Math.floor(client.server.now());
  if (second < 0 || second > now + horizonSeconds) return undefined;
  const reader = createWindowReader(client, {}, now, budget);
  const answer = await reader.read({ from: second, to: second + 1 });
  if (answer.kind === 'FAILED') throw answer.error;
  if (answer.kind === 'UNPROVEN') return undefined;
  return answer.events.find((event) => comparePositions(event, position) === 0);
}
