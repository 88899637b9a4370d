import type { Budget } from '../../feed/budget.ts';
import type { Feed, Place } from '../../feed/feed.ts';
import { filter } from '../../feed/filter.ts';
import { merge, type MergeHint } from '../../feed/merge-parts.ts';
import { type Actor, findActor } from './actor.ts';
import type { AuditLogCriteria } from './audit-log-criteria.ts';
import { planAuditLogs } from './audit-log-plan.ts';
import type { CoderClient } from './client.ts';
import { filterRefusal } from './filter-refusal.ts';
import { createCoderFeed } from './feed.ts';
import type { CoderHint } from './hint.ts';
import type { CoderAuditLog } from './model.ts';
import { allowUnknownActions, tellRefusals } from './refused-value.ts';
import { formatSearchQuery, type SearchTerms } from './search-query.ts';
import type { UserDirectory } from './users.ts';

export type AuditLogPlace = Place<MergeHint<CoderHint>>;

export interface AuditLogSource {
  readonly client: Pick<CoderClient, 'auditLogs' | 'me'>;
  readonly users: UserDirectory;
}

export interface AuditLogFeedOptions {
  readonly budget: Budget;
  /** Where the filter stands among the caller's arguments, for errors. */
  readonly argument?: string;
  /** Whose rows are asked for, when it is known already. */
  readonly actor?: Actor | undefined;
}

/** Rows a call while the rest of a filter is told from the rows: a call costs more than its rows do. */
const scanChunk = 100;

/**
 * The rows that match the criteria. Throws InvalidArgumentError when the actor is nobody, and for
 * values that Coder refuses, at the latest while reading.
 */
export async function createAuditLogFeed(
  source: AuditLogSource,
  criteria: AuditLogCriteria,
  { budget, argument = 'filter', actor: known }: AuditLogFeedOptions,
): Promise<Feed<CoderAuditLog, AuditLogPlace>> {
  const refuse = filterRefusal(argument, criteria.search);
  const actor = known ?? (criteria.actor && (await findActor(source, criteria.actor, refuse)));
  const plan = planAuditLogs(criteria, actor, argument);
  const client = tellRefusals(source.client, refuse);
  for (const probe of plan.probes) {
    await client.auditLogs({ q: formatSearchQuery(probe), limit: 1, offset: 0 });
  }

  const partClient = plan.areActionsAdded
    ? tellRefusals(allowUnknownActions(source.client), refuse)
    : client;
  const feedOf = (terms: SearchTerms) =>
    createCoderFeed(partClient, { q: formatSearchQuery(terms), range: criteria.range }, budget);
  const parts = merge(plan.parts.map(feedOf));
  const checked = filter(parts, plan.matches, budget, {
    source: 'CODER',
    callsPerReading: callsToStart(plan.parts.length),
    chunkSize: (limit) => (plan.isScan ? scanChunk : limit + 1),
  });
  if (!plan.counted) return checked;
  const counted = plan.isScan ? merge(plan.counted.map(feedOf)) : parts;
  return {
    after: (from, limit) => checked.after(from, limit),
    before: (from, limit) => checked.before(from, limit),
    count: (cap) => counted.count(cap),
    parsePlace: (place) => checked.parsePlace(place),
  };
}

/** A few parts of many run dry before the first entries are there. */
function callsToStart(parts: number): number {
  return Math.max(parts + Math.floor(parts / 8), 1);
}
