import { createHash } from 'node:crypto';
import type { Instant } from '../../feed/instant.ts';
import { parseInstant } from '../../feed/instant.ts';
import { comparePositions } from '../../feed/position.ts';
import { fieldsOf } from '../json/json-fields.ts';
import type { JsonFields } from '../json/json-fields.ts';
import { textOrEmpty, textOrNull, time } from '../json/kinds.ts';
import { declareRow } from '../json/row.ts';
import { mapInSteps, sortInSteps } from '../json/steps.ts';
import type { Steps } from '../json/steps.ts';
import type { BindplaneAuditEvent, BindplaneAuditPage } from './model.ts';

/** Events without a readable timestamp cannot be placed: they are counted and left out. */
export function* decodeAuditEvents(items: readonly unknown[]): Steps<BindplaneAuditPage> {
  const decoded = yield* mapInSteps(items, decodeAuditEvent);
  const events = decoded.filter((event) => event !== undefined);
  const toldApart = yield* tellApart(events);
  return {
    events: toldApart.length > many ? yield* sortInSteps(toldApart, comparePositions) : toldApart,
    received: items.length,
    skipped: items.length - events.length,
  };
}

/** To sort more at once would take long. */
const many = 10_000;

/** Go's zero time. */
const zeroTime = parseInstant('0001-01-01T00:00:00Z');

function decodeAuditEvent(value: unknown): DecodedEvent | undefined {
  const raw = fieldsOf(value);
  const at = raw && instantIn(raw);
  return !raw || at === undefined || at === zeroTime ? undefined : new DecodedEvent(raw, at);
}

function instantIn(raw: JsonFields): Instant | undefined {
  return parseInstant(textOrNull.decode(raw.get('timestamp')) ?? '');
}

/** Decodes a field when it is read, as Coder's rows do: a third of what comes is not shown. */
class DecodedEvent
  extends declareRow({
    timestamp: time,
    action: textOrEmpty,
    resourceKind: textOrEmpty,
    resourceName: textOrNull,
    user: textOrNull,
    description: textOrNull,
    configuration: textOrNull,
    account: textOrNull,
  })
  implements BindplaneAuditEvent
{
  readonly at: Instant;
  readonly #isAmbiguous: boolean;
  #digest: string | undefined;

  constructor(raw: JsonFields, at: Instant, isAmbiguous = false) {
    super(raw);
    this.at = at;
    this.#isAmbiguous = isAmbiguous;
  }

  get id(): string {
    const sent = this.eventId;
    return isPlainId(sent) && !this.#isAmbiguous ? sent : this.digest();
  }
  get eventId(): string | null {
    return textOrNull.decode(this.raw().get('id'));
  }

  digest(): string {
    return (this.#digest ??= digestOf(this));
  }

  /** The same event with its digest for an id. */
  toldApart(): DecodedEvent {
    return new DecodedEvent(this.raw(), this.at, true);
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
function* tellApart(events: readonly DecodedEvent[]): Steps<readonly BindplaneAuditEvent[]> {
  // Nearly always: there is nothing to look at more closely.
  if (events.every(({ at }, index) => index === 0 || at < events[index - 1]!.at)) return events;
  const firsts = new Map<string, DecodedEvent>();
  const ambiguous = new Set<string>();
  yield* mapInSteps(events, (event) => {
    const key = `${event.at} ${event.id}`;
    const first = firsts.get(key);
    if (!first) firsts.set(key, event);
    else if (first.digest() !== event.digest()) ambiguous.add(key);
  });
  if (ambiguous.size === 0) return events;
  return yield* mapInSteps(events, (event) =>
    ambiguous.has(`${event.at} ${event.id}`) ? event.toldApart() : event,
  );
}
