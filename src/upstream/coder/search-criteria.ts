import type { InvalidArgumentError } from '../../feed/feed-error.ts';
import {
  addDays,
  type Day,
  type Instant,
  type InstantRange,
  parseInstant,
  startOfDay,
} from '../../feed/instant.ts';
import type { OrganizationKey, UserKey } from '../entry/filter-values.ts';
import { composeText, foldText } from '../entry/text-form.ts';
import type { AuditLogCriteria } from './audit-log-criteria.ts';
import { filterRefusal } from './filter-refusal.ts';
import { parseSearchQuery, type SearchKey } from './search-query.ts';
import { parseUuid } from './uuid.ts';
import { nilUuid } from './wire-value.ts';

/** What is wrong with the value of a key. */
type Refuse = (why: string) => InvalidArgumentError;

/**
 * What Coder's search text asks for, in our fields. `argument` is where the filter stands. Throws
 * InvalidArgumentError, which tells the place in the text.
 */
export function searchCriteriaOf(
  search: string,
  argument: string,
): Omit<AuditLogCriteria, 'range'> & InstantRange {
  const terms = parseSearchQuery(search, `${argument}.search`);
  const refuse = filterRefusal(argument, search);
  if (terms.username !== undefined && terms.email !== undefined) {
    throw refuse('email', 'Use `username:` or `email:`, not both.');
  }
  const read = <T>(key: SearchKey, readValue: (value: string, refuse: Refuse) => T) => {
    const value = terms[key];
    return value === undefined ? undefined : readValue(value, (why) => refuse(key, why));
  };
  return {
    gte: read('date_from', startOfSearch),
    lt: read('date_to', endOfSearch),
    requestId: read('request_id', uuidOf),
    resourceId: read('resource_id', uuidOf),
    resourceTarget: terms.resource_target,
    actor:
      read('username', userOf) ?? read('email', (value, why) => ({ email: nameOf(value, why) })),
    organization: read('organization', organizationOf),
    resourceTypes: read('resource_type', wordsOf),
    actions: read('action', wordsOf),
    buildReasons: read('build_reason', wordsOf),
  };
}

function nameOf(value: string, refuse: Refuse): string {
  const name = composeText(value);
  if (name === '') throw refuse('It has no value; leave it out for no filter.');
  return name;
}

function wordsOf(value: string, refuse: Refuse): readonly string[] {
  return [foldText(nameOf(value, refuse))];
}

function userOf(value: string, refuse: Refuse): UserKey | 'me' {
  const username = nameOf(value, refuse);
  return username.toLowerCase() === 'me' ? 'me' : { username };
}

function organizationOf(value: string, refuse: Refuse): OrganizationKey {
  return parseUuid(value) === undefined
    ? { name: nameOf(value, refuse) }
    : { organizationId: uuidOf(value, refuse) };
}

function uuidOf(value: string, refuse: Refuse): string {
  const uuid = parseUuid(value);
  if (uuid === undefined) throw refuse('It must be a valid UUID.');
  if (uuid === nilUuid) throw refuse('The nil UUID stands for "none" and cannot be looked for.');
  return uuid;
}

function startOfSearch(value: string, refuse: Refuse): Instant {
  return startOfDay(checkedDay(value, refuse));
}

/** Exclusive; undefined on the last day there is. */
function endOfSearch(value: string, refuse: Refuse): Instant | undefined {
  const next = addDays(checkedDay(value, refuse), 1);
  return next && startOfDay(next);
}

function checkedDay(text: string, refuse: Refuse): Day {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && parseInstant(`${text}T00:00:00Z`) !== undefined;
  // Coder takes its zero time, 0001-01-01, for "no filter".
  if (!isDay || text < '0002-01-01') {
    throw refuse('It is not a date (YYYY-MM-DD, from year 0002 on).');
  }
  return text as Day;
}
