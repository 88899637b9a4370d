import type { Budget } from '../../feed/budget.ts';
import type { Feed, Place } from '../../feed/feed.ts';
import { type AuditEventCriteria, auditEventMatcher } from './audit-event-filter.ts';
import type { BindplaneClient } from './client.ts';
import { type BindplaneHint, createBindplaneFeed } from './feed.ts';
import type { BindplaneAuditEvent } from './model.ts';

export interface AuditEventFeedOptions {
  readonly budget: Budget;
  /** The names that the criteria's actor, or the person whose events these are, is known by. */
  readonly actorNames?: readonly string[] | undefined;
}

/**
 * The events that match the criteria. Bindplane is asked for a configuration by its plain name,
 * which is documented to cover all versions; how it compares users is not known, so people are told
 * from the events.
 */
export function createAuditEventFeed(
  client: Pick<BindplaneClient, 'auditEvents' | 'server'>,
  criteria: AuditEventCriteria,
  { budget, actorNames }: AuditEventFeedOptions,
): Feed<BindplaneAuditEvent, Place<BindplaneHint>> {
  const { range, ...rest } = criteria;
  const isFiltered =
    actorNames !== undefined || Object.values(rest).some((asked) => asked !== undefined);
  const query = {
    range,
    configuration: criteria.configuration?.name,
    matches: isFiltered ? auditEventMatcher(criteria, actorNames) : undefined,
  };
  return createBindplaneFeed(client, query, budget);
}
