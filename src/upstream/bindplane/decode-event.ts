import { createHash } from 'node:crypto';
import type { Instant } from '../../feed/instant.ts';
import { parseInstant, toUtcText } from '../../feed/instant.ts';
import { fieldsOf, textJson, textOrNullJson } from '../json-fields.ts';
import type { JsonBytes, JsonFields } from '../json-fields.ts';
import { textOrNull } from '../json-shape.ts';
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

function decodeAuditEvent(value: unknown): DecodedEvent | undefined {
  const raw = fieldsOf(value);
  const sent = textOrNull(raw?.get('timestamp')) ?? '';
  const at = parseInstant(sent);
  const timestamp = toUtcText(sent);
  if (!raw || at === undefined || timestamp === undefined || timestamp === zeroTime) {
    return undefined;
  }
  return new DecodedEvent(raw, at, timestamp);
}

/** Decodes a field when it is read, as Coder's rows do. */
class DecodedEvent implements BindplaneAuditEvent {
  readonly id: string;
  readonly eventId: string | null;
  readonly at: Instant;
  readonly timestamp: string;
  readonly #raw: JsonFields;
  #digest: string | undefined;

  constructor(raw: JsonFields, at: Instant, timestamp: string, isAmbiguous = false) {
    this.#raw = raw;
    this.at = at;
    this.timestamp = timestamp;
    this.eventId = textOrNull(raw.get('id'));
    this.id = isPlainId(this.eventId) && !isAmbiguous ? this.eventId : this.digest();
  }

  digest(): string {
    return (this.#digest ??= digestOf(this));
  }

  get action(): string {
    return textOrNull(this.#raw.get('action')) ?? '';
  }
  get resourceKind(): string {
    return textOrNull(this.#raw.get('resourceKind')) ?? '';
  }
  get resourceName(): string | null {
    return textOrNull(this.#raw.get('resourceName'));
  }
  get user(): string | null {
    return textOrNull(this.#raw.get('user'));
  }
  get description(): string | null {
    return textOrNull(this.#raw.get('description'));
  }
  get configuration(): string | null {
    return textOrNull(this.#raw.get('configuration'));
  }
  get account(): string | null {
    return textOrNull(this.#raw.get('account'));
  }

  jsonOf(property: string): JsonBytes | undefined {
    switch (property) {
      case 'action':
      case 'resourceKind':
        return textJson(this.#raw.text(property));
      case 'timestamp':
        return `"${this.timestamp}"`;
      case 'resourceName':
      case 'user':
      case 'description':
      case 'configuration':
      case 'account':
        return textOrNullJson(this.#raw.text(property));
      default:
        return undefined;
    }
  }

  /** The same event with its digest for an id. */
  toldApart(): DecodedEvent {
    return new DecodedEvent(this.#raw, this.at, this.timestamp, true);
  }
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
function tellApart(events: readonly DecodedEvent[]): readonly BindplaneAuditEvent[] {
  // Nearly always; to look closer takes 12 µs more for 55 events.
  if (new Set(events.map(({ id }) => id)).size === events.length) return events;
  const firsts = new Map<string, DecodedEvent>();
  const ambiguous = new Set<string>();
  for (const event of events) {
    const key = `${event.at} ${event.id}`;
    const first = firsts.get(key);
    if (!first) firsts.set(key, event);
    else if (first.digest() !== event.digest()) ambiguous.add(key);
  }
  if (ambiguous.size === 0) return events;
  return events.map((event) =>
    ambiguous.has(`${event.at} ${event.id}`) ? event.toldApart() : event,
  );
}
