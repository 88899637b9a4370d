import { createHash } from 'node:crypto';
import { parseInstant, toUtcText } from '../../feed/instant.ts';
import { isJsonObject, textOrNull } from '../json-shape.ts';
import type { JsonObject } from '../json-shape.ts';
import type { BindplaneAuditEvent, BindplaneAuditPage } from './model.ts';

/** Events without a readable timestamp cannot be placed: they are counted and left out. */
export function decodeAuditEvents(items: readonly unknown[]): BindplaneAuditPage {
  const events = items.map(decodeAuditEvent).filter((event) => event !== undefined);
  return {
    events: tellApart(events),
    received: items.length,
    skipped: items.length - events.length,
  };
}

const zeroTime = '0001-01-01T00:00:00Z';

function decodeAuditEvent(value: unknown): BindplaneAuditEvent | undefined {
  const raw: JsonObject = isJsonObject(value) ? value : {};
  const sent = textOrNull(raw['timestamp']) ?? '';
  const at = parseInstant(sent);
  const timestamp = toUtcText(sent);
  if (at === undefined || timestamp === undefined || timestamp === zeroTime) return undefined;
  const event = {
    eventId: textOrNull(raw['id']),
    at,
    timestamp,
    action: textOrNull(raw['action']) ?? '',
    resourceKind: textOrNull(raw['resourceKind']) ?? '',
    resourceName: textOrNull(raw['resourceName']),
    user: textOrNull(raw['user']),
    description: textOrNull(raw['description']),
    configuration: textOrNull(raw['configuration']),
    account: textOrNull(raw['account']),
  };
  return { ...event, id: isPlainId(event.eventId) ? event.eventId : digestOf(event) };
}

function isPlainId(id: string | null): id is string {
  return id !== null && /^[\x21-\x7e]{1,64}$/.test(id);
}

/** The same event has the same digest in every answer. */
function digestOf(event: Omit<BindplaneAuditEvent, 'id'>): string {
  const fields = [
    event.eventId,
    event.at,
    event.action,
    event.resourceKind,
    event.resourceName,
    event.user,
    event.description,
    event.configuration,
    event.account,
  ];
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 32);
}

/**
 * Different events of one id and one instant get digests for ids, or all but one would be lost as
 * repeats. They stand in the same second, so that every answer with one has the others.
 */
function tellApart(events: readonly BindplaneAuditEvent[]): readonly BindplaneAuditEvent[] {
  const firsts = new Map<string, BindplaneAuditEvent>();
  const ambiguous = new Set<string>();
  for (const event of events) {
    const key = `${event.at} ${event.id}`;
    const first = firsts.get(key);
    if (!first) firsts.set(key, event);
    else if (digestOf(first) !== digestOf(event)) ambiguous.add(key);
  }
  if (ambiguous.size === 0) return events;
  return events.map((event) =>
    ambiguous.has(`${event.at} ${event.id}`) ? { ...event, id: digestOf(event) } : event,
  );
}
