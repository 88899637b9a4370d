import type { Budget } from '../../feed/budget.ts';
import { BudgetSpentError, ScanLimitError } from '../../feed/feed-error.ts';
import type { InstantRange } from '../../feed/instant.ts';
import { createTimeline, type Timeline, type TimelineSource } from '../../feed/merge-sources.ts';
import { createAuditEventFeed } from '../bindplane/audit-event-feed.ts';
import type { BindplaneClient } from '../bindplane/client.ts';
import type { BindplaneAuditEvent, BindplaneUser } from '../bindplane/model.ts';
import { type Actor, findActor } from '../coder/actor.ts';
import { type AuditLogSource, createAuditLogFeed } from '../coder/audit-log-feed.ts';
import { filterRefusal } from '../coder/filter-refusal.ts';
import type { CoderAuditLog } from '../coder/model.ts';
import type { BindplaneNames } from './actor-match.ts';
import { ActorAmbiguousError, eventActorNames } from './event-actor.ts';
import type { UserKey } from '../entry/filter-values.ts';
import type { OperationType } from '../entry/operation-type.ts';
import type { UpstreamName } from '../../config/upstream-name.ts';
import {
  UpstreamBadResponseError,
  UpstreamError,
  UpstreamNotConfiguredError,
  UpstreamRateLimitedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../door/upstream-error.ts';

export type AuditTrailEntry = CoderAuditLog | BindplaneAuditEvent;

export interface AuditTimelineCriteria {
  readonly range: InstantRange;
  readonly sources: readonly UpstreamName[];
  readonly operationTypes?: readonly OperationType[] | undefined;
  readonly resourceName?: string | undefined;
  readonly actor?: UserKey | undefined;
}

/** Both systems as their caller may use them; each throws when the caller may not. */
export interface AuditSystems {
  coder(): AuditLogSource;
  bindplane(): {
    readonly client: Pick<BindplaneClient, 'auditEvents' | 'server'>;
    readonly users: () => Promise<readonly BindplaneUser[]>;
  };
}

/** Both trails in one order, each with a budget; at one instant Coder's entries stand first. */
export function createAuditTimeline(
  systems: AuditSystems,
  criteria: AuditTimelineCriteria,
  newBudget: () => Budget,
): Timeline<AuditTrailEntry, UpstreamName> {
  const { range, operationTypes, resourceName, actor: key } = criteria;
  const actor = once(
    async (): Promise<Actor | undefined> =>
      key && findActor(systems.coder(), key, filterRefusal('filter', undefined)),
  );
  const eventActor = once(async (): Promise<BindplaneNames | undefined> => {
    const { users } = systems.bindplane();
    const person = await actor();
    return person && eventActorNames(person.user, systems.coder().users, users);
  });
  const open: Record<UpstreamName, TimelineSource<AuditTrailEntry, UpstreamName>['open']> = {
    CODER: once(async () =>
      createAuditLogFeed(
        systems.coder(),
        { range, operationTypes, resourceName },
        { budget: newBudget(), actor: await actor() },
      ),
    ),
    BINDPLANE: once(async () => {
      const { client } = systems.bindplane();
      return createAuditEventFeed(
        client,
        { range, operationTypes, resourceName },
        { budget: newBudget(), actorNames: (await eventActor())?.names },
      );
    }),
  };
  return createTimeline({
    sources: (['CODER', 'BINDPLANE'] as const)
      .filter((name) => criteria.sources.includes(name))
      .map((name) => ({
        name,
        open: open[name],
        ...(name === 'BINDPLANE' && {
          noteOf: async () =>
            (await eventActor())?.hasAccount === false ? 'NO_ACCOUNT' : undefined,
        }),
      })),
    sourceOf: (entry) => ('resource_type' in entry ? 'CODER' : 'BINDPLANE'),
    isFailure: (error) =>
      error instanceof UpstreamError ||
      error instanceof ActorAmbiguousError ||
      error instanceof ScanLimitError,
    isPassing: (error) =>
      error instanceof UpstreamUnavailableError ||
      error instanceof UpstreamTimeoutError ||
      error instanceof UpstreamBadResponseError ||
      error instanceof UpstreamRateLimitedError ||
      (error instanceof BudgetSpentError && error.spent === 'TIME'),
    isAbsence: (error) => error instanceof UpstreamNotConfiguredError,
  });
}

function once<T>(action: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= action());
}
