import { instantOfSecond, secondOf } from '../../feed/instant.ts';
import type { Instant } from '../../feed/instant.ts';
import { readDate } from './date-parameter.ts';
import { configurationFilter, userFilter } from './event-filters.ts';
import type { Random } from '../random.ts';
import type { BindplaneKnobs, StoredAuditEvent } from './state.ts';
import type { BindplaneTrail, TrailEntry } from './trail.ts';

/** Status 400. */
export class BadParameterError extends Error {
  override readonly name = 'BadParameterError';
}

export interface EventQuery {
  readonly parameters: URLSearchParams;
  /** Only events of this project are seen; undefined: the server has one project. */
  readonly account: string | undefined;
  readonly now: Instant;
}

const parameterNames = new Set(['configuration-name', 'user', 'min-date', 'max-date']);
const secondsPerDay = 86_400;

/** The events that answer a query, in the order of the answer. Throws `BadParameterError`. */
export function selectEvents(
  trail: BindplaneTrail,
  query: EventQuery,
  knobs: BindplaneKnobs,
  random: Random,
): StoredAuditEvent[] {
  if (knobs.unknownParameters === 'reject') rejectUnknown(query.parameters);
  const min = dateOf('min-date', query.parameters, knobs);
  const max = dateOf('max-date', query.parameters, knobs);
  if (knobs.reversedDates === 'reject' && min !== undefined && max !== undefined && min > max) {
    throw new BadParameterError('min-date is after max-date');
  }
  const isSeen = visibility(query, knobs);
  const isOfUser = userFilter(query.parameters.get('user') ?? '', knobs.userMatch);
  const isOfConfiguration = configurationFilter(
    query.parameters.get('configuration-name') ?? '',
    knobs.configurationMatch,
  );
  const matching = inWindow(trail, min, max, knobs).filter(
    (entry) =>
      isSeen(entry) && isOfUser(entry.event.user) && isOfConfiguration(entry.event.configuration),
  );
  return ordered(capped(matching, knobs.cap, random), knobs.order, random).map(
    (entry) => entry.event,
  );
}

function rejectUnknown(parameters: URLSearchParams): void {
  for (const name of parameters.keys()) {
    if (!parameterNames.has(name)) throw new BadParameterError(`unknown parameter ${name}`);
  }
}

function dateOf(
  name: string,
  parameters: URLSearchParams,
  knobs: BindplaneKnobs,
): Instant | undefined {
  const text = parameters.get(name) ?? '';
  if (text === '') return undefined;
  const instant = readDate(text, knobs);
  if (instant === undefined && knobs.badDate === 'reject') {
    throw new BadParameterError(`invalid ${name}: ${text}`);
  }
  return instant;
}

function inWindow(
  trail: BindplaneTrail,
  min: Instant | undefined,
  max: Instant | undefined,
  knobs: BindplaneKnobs,
): TrailEntry[] {
  const compared = knobs.comparesWholeSeconds
    ? (at: Instant) => `${at.slice(0, 19)}.000000000` as Instant
    : (at: Instant) => at;
  return trail.window(
    (at) => min !== undefined && (knobs.minDateIncluded ? compared(at) < min : compared(at) <= min),
    (at) => max !== undefined && (knobs.maxDateIncluded ? compared(at) > max : compared(at) >= max),
  );
}

function visibility(query: EventQuery, knobs: BindplaneKnobs): (entry: TrailEntry) => boolean {
  const { account, now } = query;
  const oldest =
    knobs.retentionDays === undefined
      ? undefined
      : instantOfSecond(secondOf(now) - knobs.retentionDays * secondsPerDay);
  return ({ event, at, visibleFrom }) =>
    (visibleFrom === undefined || visibleFrom <= now) &&
    (oldest === undefined || at >= oldest) &&
    (account === undefined || event.account === '' || event.account === account);
}

/** `entries` are oldest first. */
function capped(
  entries: readonly TrailEntry[],
  cap: BindplaneKnobs['cap'],
  random: Random,
): readonly TrailEntry[] {
  if (cap === undefined || entries.length <= cap.limit) return entries;
  if (cap.keeps === 'any') return random.shuffled(entries).slice(0, cap.limit);
  return cap.keeps === 'oldest'
    ? entries.slice(0, cap.limit)
    : entries.slice(entries.length - cap.limit);
}

function ordered(
  entries: readonly TrailEntry[],
  order: BindplaneKnobs['order'],
  random: Random,
): readonly TrailEntry[] {
  if (order === 'shuffled') return random.shuffled(entries);
  if (order === 'insertion') return entries.toSorted((a, b) => a.sequence - b.sequence);
  const oldestFirst = entries.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return order === 'desc' ? oldestFirst.toReversed() : oldestFirst;
}
