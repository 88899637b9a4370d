import { instantOfSecond, parseInstant, secondOf } from '../../feed/instant.ts';
import type { Instant } from '../../feed/instant.ts';
import type { BindplaneKnobs, StoredAuditEvent } from './state.ts';

/** An event as it is sent: `configuration` and `account` are left out when empty. */
export function writeEvent(
  event: StoredAuditEvent,
  knobs: BindplaneKnobs,
): Readonly<Record<string, unknown>> {
  return {
    id: event.id,
    timestamp: writeTimestamp(parseInstant(event.timestamp)!, knobs),
    resourceKind: event.resourceKind,
    resourceName: event.resourceName,
    description: knobs.descriptions === 'empty' ? '' : event.description,
    ...(event.configuration === '' ? {} : { configuration: event.configuration }),
    action: event.action,
    user: event.user,
    ...account(event.account, knobs.accounts),
    ...event.sentAs,
  };
}

function account(stored: string, shown: BindplaneKnobs['accounts']): object {
  if (shown === 'null') return { account: null };
  return shown === 'absent' || stored === '' ? {} : { account: stored };
}

/** RFC 3339 as Go writes it; digits beyond those kept are cut off. */
function writeTimestamp(at: Instant, { timestampDigits, timestampZone }: BindplaneKnobs): string {
  const kept = at.slice(20, 20 + timestampDigits).replace(/0+$/, '');
  const fraction = kept === '' ? '' : `.${kept}`;
  if (timestampZone === 'Z') return `${at.slice(0, 19)}${fraction}Z`;
  const local = instantOfSecond(secondOf(at) + timestampZone * 60);
  return `${local.slice(0, 19)}${fraction}${writeOffset(timestampZone)}`;
}

function writeOffset(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** The whole body of a list; how an empty list is sent is a knob. */
export function writeList(key: string, items: readonly object[], knobs: BindplaneKnobs): string {
  if (items.length > 0 || knobs.whenEmpty === 'array') return JSON.stringify({ [key]: items });
  return knobs.whenEmpty === 'null' ? JSON.stringify({ [key]: null }) : '{}';
}

export function writeEvents(events: readonly StoredAuditEvent[], knobs: BindplaneKnobs): string {
  const items = events.map((event) => writeEvent(event, knobs));
  if (knobs.envelope === 'wrapped') return writeList('auditEvents', items, knobs);
  return items.length === 0 && knobs.whenEmpty !== 'array' ? 'null' : JSON.stringify(items);
}
