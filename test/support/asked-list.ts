import { dana, gone, owner, platform, research, robot } from './acme.ts';
import type { StoredAuditLog } from '../../src/simulator/coder/state.ts';
import { heir, kim, left, lost, resources } from './audit-people.ts';
import { eventsBeside, randomEvents, randomLogs } from './audit-trails.ts';
import { namesOnBindplane } from './actor-choices.ts';
import type { Life } from './page-law.ts';
import {
  type AskedFilter,
  type FilterPlan,
  randomEventFilter,
  randomLogFilter,
  randomTimelineFilter,
} from './random-filters.ts';
import type { Random } from '../../src/simulator/random.ts';
import { isMeant, type Meaning, type SourceName } from './trail-oracle.ts';
import type { World } from './walk-world.ts';

export type ListKind =
  | 'auditLogs'
  | 'auditEvents'
  | 'auditTimeline'
  | 'User.auditLogs'
  | 'User.auditEvents'
  | 'Organization.auditLogs';

/** A list that is asked for: of which field, with which filter, and what is in it. */
export interface AskedList extends AskedFilter {
  readonly kind: ListKind;
  /** What its parent needs to be found. */
  readonly by: Readonly<Record<string, unknown>> | undefined;
  readonly sources: readonly SourceName[];
  readonly lives: (trail: readonly Life[]) => readonly Life[];
  readonly mayBeShort: boolean;
}

/** The lists that a world can be asked for, likely ones more than once. */
export function kindsOf({ plan }: World): readonly ListKind[] {
  const coder: ListKind[] = [
    'auditLogs',
    'auditLogs',
    'auditLogs',
    'User.auditLogs',
    'Organization.auditLogs',
  ];
  const bindplane: ListKind[] = ['auditEvents', 'auditEvents'];
  return [
    'auditTimeline',
    'auditTimeline',
    ...(plan.coder ? coder : []),
    ...(plan.bindplane ? bindplane : []),
    ...(plan.coder && plan.bindplane ? (['User.auditEvents'] as const) : []),
  ];
}

/** In a zone east of UTC the last rows there are would print a year that RFC 3339 does not know. */
function isPrintable({ plan }: World): (row: StoredAuditLog) => boolean {
  return ({ time }) => plan.databaseZone === undefined || time < '9999-12-31';
}

/** Gives both simulators a new trail that suits the list. */
export function tellTrail(world: World, random: Random, kind: ListKind): void {
  const size = random.below(random.pick([4, 60, 400, 900]));
  const isOfCoder = kind !== 'auditEvents' && kind !== 'User.auditEvents';
  const logs = isOfCoder ? randomLogs(random, size).filter(isPrintable(world)) : [];
  const events =
    kind === 'auditTimeline'
      ? random.share() < 0.8
        ? eventsBeside(random, logs, world.maxBurst)
        : randomEvents(random, size, world.maxBurst)
      : isOfCoder
        ? []
        : randomEvents(random, size, world.maxBurst);
  world.trail.restart(logs, events);
}

export function askList(
  world: World,
  random: Random,
  kind: ListKind,
  mayBeRefused: boolean,
): AskedList {
  const { minor, trail } = world;
  const plan: FilterPlan = { entries: trail.entries, minor, mayBeRefused };
  // Who an actor is, only Coder knows.
  const withActors: FilterPlan = world.plan.coder ? plan : { ...plan, without: 'actor' };
  const list = (
    filter: AskedFilter,
    sources: readonly SourceName[],
    own: Meaning = {},
    by?: Record<string, unknown>,
  ): AskedList => {
    const meaning = { ...filter.meaning, ...own };
    const isFiltered = Object.keys(meaning).some((key) => key !== 'gte' && key !== 'lt');
    return {
      ...filter,
      meaning,
      kind,
      by,
      sources,
      mayBeShort: isFiltered || world.plan.isSlow === true,
      lives: (lives) =>
        lives.filter(
          ({ entry }) => sources.includes(entry.source) && isMeant(entry, meaning, resources),
        ),
    };
  };
  switch (kind) {
    case 'auditLogs':
      return list(randomLogFilter(random, plan), ['CODER']);
    case 'User.auditLogs': {
      const { id } = random.pick([dana, owner, robot, gone, heir, left, lost, kim]);
      const filter = randomLogFilter(random, { ...plan, without: 'actor' });
      return list(filter, ['CODER'], { userId: id }, { userId: id });
    }
    case 'Organization.auditLogs': {
      const { id } = random.pick([platform, research]);
      const filter = randomLogFilter(random, { ...plan, without: 'organization' });
      return list(filter, ['CODER'], { organizationId: id }, { organizationId: id });
    }
    case 'auditEvents':
      // Whom an actor is, only Coder knows.
      return list(randomEventFilter(random, withActors), ['BINDPLANE']);
    case 'User.auditEvents': {
      const { id } = random.pick([dana, owner]);
      const filter = randomEventFilter(random, { ...plan, without: 'actor' });
      return list(filter, ['BINDPLANE'], { actorNames: namesOnBindplane.get(id)! }, { userId: id });
    }
    default: {
      const filter = randomTimelineFilter(random, withActors);
      const sources = random.pick([
        ['CODER', 'BINDPLANE'],
        ['CODER', 'BINDPLANE'],
        ['CODER', 'BINDPLANE'],
        ['CODER'],
        ['BINDPLANE'],
      ] as const);
      const isAvailable = (source: SourceName) =>
        source === 'CODER'
          ? world.plan.coder
          : world.plan.bindplane && !filter.isUnknownToBindplane;
      const isWhole = sources.length === 2 && random.share() < 0.5;
      const written = isWhole ? filter.filter : { ...filter.filter, sources };
      return list({ ...filter, filter: written }, sources.filter(isAvailable));
    }
  }
}
