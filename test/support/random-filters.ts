import {
  auditActions,
  buildReasons as allBuildReasons,
  hasEnumValue,
  resourceTypes as allResourceTypes,
} from '../../src/simulator/coder/enums.ts';
import type { StoredAuditEvent } from '../../src/simulator/bindplane/state.ts';
import type { StoredAuditLog } from '../../src/simulator/coder/state.ts';
import { dana, nilUuid, owner, platform, research, uuid } from './acme.ts';
import { type ActorChoice, actorChoices } from './actor-choices.ts';
import { closed, left } from './audit-people.ts';
import {
  configurations,
  eventActions,
  eventUsers,
  kinds,
  resourceNames,
  targets,
} from './audit-trails.ts';
import type { Random } from '../../src/simulator/random.ts';
import { type Meaning, operationTypeNames, type TrailEntry } from './trail-oracle.ts';

/** A filter as a client writes it, and what it means or why it is refused. */
export interface AskedFilter {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly meaning: Meaning;
  /** Arguments that must be refused. */
  readonly refused?: readonly string[];
  /** Arguments that this version of Coder refuses if it comes to be asked. */
  readonly refusable?: readonly string[];
  /** Of the timeline: Bindplane cannot know the person. */
  readonly isUnknownToBindplane?: boolean;
  /** Of the timeline: nobody in Bindplane has the person's e-mail. */
  readonly hasNoAccount?: boolean;
}

/** One field of a filter. */
type Part = AskedFilter;

const none: Part = { filter: {}, meaning: {} };

export interface FilterPlan {
  readonly entries: readonly TrailEntry[];
  /** Minor version of Coder. */
  readonly minor: number;
  /** Whether values that must be refused may be asked for. */
  readonly mayBeRefused: boolean;
  /** Fields that the list has already. */
  readonly without?: 'actor' | 'organization';
}

export function randomLogFilter(random: Random, plan: FilterPlan): AskedFilter {
  const row = randomRow(random, plan) as StoredAuditLog | undefined;
  const parts: (() => Part)[] = [
    () => rangePart(random, plan.entries),
    () => rangePart(random, plan.entries),
    () => wordsPart(random, plan, 'actions', auditActions, row?.action ?? 'write'),
    () => operationTypesPart(random),
    () => wordsPart(random, plan, 'resourceTypes', allResourceTypes, row?.resource_type ?? 'user'),
    () => wordsPart(random, plan, 'buildReasons', allBuildReasons, 'autostop'),
    () => uuidPart('resourceId', known(row?.resource_id) ?? uuid('b', random.below(6))),
    () => uuidPart('requestId', known(row?.request_id) ?? uuid('c', random.below(12))),
    () =>
      textPart(
        'resourceTarget',
        (random.share() < 0.5 && row?.resource_target) || random.pick(targets),
      ),
    () => (plan.without === 'actor' ? none : actorPart(random, plan)),
    () => (plan.without === 'organization' ? none : organizationPart(random, plan)),
    () => statusPart(random),
    () => textPart('ip', random.pick(['203.0.113.7', '2001:db8::1', '198.51.100.1'])),
    () => searchPart(random, plan, row),
  ];
  return combine(pickParts(random, parts));
}

export function randomEventFilter(random: Random, plan: FilterPlan): AskedFilter {
  const row = randomRow(random, plan) as StoredAuditEvent | undefined;
  const values = (all: readonly string[], own: string | undefined) => [
    ...new Set([...random.shuffled(all).slice(0, random.below(3)), own ?? all[0]!]),
  ];
  const list = (name: 'actions' | 'resourceTypes', all: readonly string[], own?: string) => () => {
    const wanted = values(all, own);
    const written = wanted.map((value) => (random.share() < 0.3 ? value.toUpperCase() : value));
    return { filter: { [name]: written }, meaning: { [name]: wanted } };
  };
  const parts: (() => Part)[] = [
    () => rangePart(random, plan.entries),
    () => rangePart(random, plan.entries),
    list('actions', [...eventActions, 'NeverSeen'], row?.action),
    () => operationTypesPart(random),
    list('resourceTypes', [...kinds, 'NeverSeen'], row?.resourceKind),
    () => textPart('resourceName', row?.resourceName || random.pick(resourceNames)),
    () => {
      const actorName = row?.user || random.pick(eventUsers) || 'nobody';
      return { filter: { actorName: ` ${actorName.toUpperCase()}` }, meaning: { actorName } };
    },
    () => {
      const configuration =
        row?.configuration || random.pick([...configurations, 'edge', 'k8s']) || 'k8s';
      const value = random.share() < 0.5 ? configuration : configuration.split(':')[0]!;
      return textPart('configuration', value);
    },
    () => (plan.without === 'actor' ? none : eventActorPart(random, plan)),
  ];
  return combine(pickParts(random, parts));
}

export function randomTimelineFilter(random: Random, plan: FilterPlan): AskedFilter {
  return combine(
    pickParts(random, [
      () => rangePart(random, plan.entries),
      () => rangePart(random, plan.entries),
      () => operationTypesPart(random),
      () => {
        if (plan.without === 'actor') return none;
        const actor = random.pick(actorsIn(plan).filter(({ refused }) => !refused));
        const { actorNames, hasNoAccount } = actor;
        return {
          filter: { actor: actor.by },
          meaning: { userId: actor.userId, ...(actorNames && { actorNames }) },
          isUnknownToBindplane: actorNames === undefined,
          hasNoAccount,
        };
      },
    ]),
  );
}

function actorsIn({ entries, mayBeRefused }: FilterPlan): readonly ActorChoice[] {
  const hasRows = entries.some(({ row }) => 'user_id' in row && row.user_id === left.id);
  return actorChoices(mayBeRefused, hasRows);
}

function actorPart(random: Random, plan: FilterPlan): Part {
  const { by, userId, refused } = random.pick(actorsIn(plan));
  return {
    filter: { actor: by },
    meaning: { userId },
    refused: refused ? ['filter.actor'] : [],
  };
}

function eventActorPart(random: Random, plan: FilterPlan): Part {
  const { by, actorNames } = random.pick(actorsIn(plan));
  if (actorNames) return { filter: { actor: by }, meaning: { actorNames } };
  return plan.mayBeRefused
    ? { filter: { actor: by }, meaning: {}, refused: ['filter.actor'] }
    : none;
}

function organizationPart(random: Random, { mayBeRefused }: FilterPlan): Part {
  const choices: readonly (readonly [by: Record<string, string>, id: string, refused?: boolean])[] =
    [
      [{ name: 'RESEARCH' }, research.id],
      [{ organizationId: platform.id }, platform.id],
      [{ id: Buffer.from(`Organization:${platform.id}`).toString('base64url') }, platform.id],
      [{ organizationId: closed.id }, closed.id],
      [{ organizationId: uuid('e', 77) }, uuid('e', 77)],
      ...(mayBeRefused ? ([[{ name: 'Nowhere Inc' }, nilUuid, true]] as const) : []),
    ];
  const [organization, organizationId, refused] = random.pick(choices);
  return {
    filter: { organization },
    meaning: { organizationId },
    refusable: refused === true ? ['filter.organization'] : [],
  };
}

/** `all`: the server's list with the version that brought each value. */
function wordsPart(
  random: Random,
  { minor, mayBeRefused }: FilterPlan,
  name: 'actions' | 'resourceTypes' | 'buildReasons',
  all: Readonly<Record<string, number>>,
  own: string,
): Part {
  const names = Object.keys(all).filter((value) => mayBeRefused || all[value]! <= minor);
  const wanted = [
    ...new Set([
      ...(Object.hasOwn(all, own) ? [own] : []),
      ...random.shuffled(names).slice(0, random.pick([0, 1, 2, 3, 9])),
      ...(mayBeRefused && random.share() < 0.1 ? ['not_invented'] : []),
    ]),
  ];
  if (wanted.length === 0) return none;
  const argument = `filter.${name}`;
  const written = random
    .shuffled(wanted)
    .map((value) => (random.share() < 0.2 ? value.toUpperCase() : value));
  return {
    filter: { [name]: written },
    meaning: { [name]: wanted },
    refused: wanted.includes('not_invented') ? [argument] : [],
    refusable: wanted.every((value) => hasEnumValue(all, value, minor)) ? [] : [argument],
  };
}

function operationTypesPart(random: Random): Part {
  const wanted = random.shuffled(operationTypeNames).slice(0, 1 + random.below(4));
  return { filter: { operationTypes: wanted }, meaning: { operationTypes: wanted } };
}

function statusPart(random: Random): Part {
  if (random.share() < 0.5) {
    const isSuccessful = random.share() < 0.5;
    return { filter: { isSuccessful }, meaning: { isSuccessful } };
  }
  const statusCodes = random.shuffled([0, 200, 303, 403, 500, 418]).slice(0, 1 + random.below(3));
  return { filter: { statusCodes }, meaning: { statusCodes } };
}

function textPart(name: keyof Meaning, value: string): Part {
  if (value.trim() === '') return none;
  return { filter: { [name]: value }, meaning: { [name]: value } };
}

function uuidPart(name: 'resourceId' | 'requestId', value: string): Part {
  return { filter: { [name]: value.toUpperCase() }, meaning: { [name]: value } };
}

/** Ends at, just above or just below entries, to the nanosecond and in any zone. */
function rangePart(random: Random, entries: readonly TrailEntry[]): Part {
  const inYears = entries.filter(({ at }) => at >= '0003' && at < '9999-12-30');
  if (inYears.length === 0) return none;
  const ends = [random.pick(inYears).at, random.pick(inYears).at]
    .map((at) => nudged(random, at))
    .toSorted();
  const gte = random.share() < 0.75 ? ends[0] : undefined;
  const lt = random.share() < 0.75 ? ends[1] : undefined;
  if (gte !== undefined && gte === lt) return none;
  return {
    filter: {
      occurredAt: {
        gte: gte === undefined ? null : inAnyZone(random, gte),
        ...(lt !== undefined && { lt: inAnyZone(random, lt) }),
      },
    },
    meaning: { ...(gte !== undefined && { gte }), ...(lt !== undefined && { lt }) },
  };
}

function nudged(random: Random, at: string): string {
  const kind = random.below(6);
  if (kind === 0) return `${at.slice(0, 10)}T00:00:00.000000000`;
  if (kind === 1) return `${at.slice(0, 10)}T23:59:59.000000001`;
  if (kind === 2) return `${at.slice(0, 26)}001`;
  if (kind === 3) return `${at.slice(0, 19)}.000000000`;
  return at;
}

function inAnyZone(random: Random, at: string): string {
  const text = at.replace(/\.?0+$/, '');
  const zone = random.pick(['Z', 'z', '+00:00', '+05:30', '-11:00']);
  if (!/\d\d:\d\d$/.test(zone)) return `${random.share() < 0.2 ? text.toLowerCase() : text}${zone}`;
  const minutes = (+zone.slice(1, 3) * 60 + +zone.slice(4)) * (zone.startsWith('-') ? -1 : 1);
  const local = new Date(Date.parse(`${at.slice(0, 19)}Z`) + minutes * 60_000).toISOString();
  return `${local.slice(0, 19)}${text.slice(19)}${zone}`;
}

/** Coder's own search text. */
function searchPart(random: Random, plan: FilterPlan, row: StoredAuditLog | undefined): Part {
  const day = plan.entries.length > 0 ? random.pick(plan.entries).at.slice(0, 10) : '2026-11-20';
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  const isDay = day >= '0003' && day < '9999-12-30';
  const target = row?.resource_target.replaceAll('"', '').trim() ?? '';
  const choices: readonly (readonly [text: string, meaning: Meaning])[] = [
    ['ACTION:Create', { actions: ['create'] }],
    ['template', { resourceTypes: ['template'] }],
    [
      'resource_type:"workspace_build" build_reason:autostop',
      { resourceTypes: ['workspace_build'], buildReasons: ['autostop'] },
    ],
    ['username:me', { userId: owner.id }],
    ['username:Dana', { userId: dana.id }],
    ['email:dana.reyes@example.com', { userId: dana.id }],
    [`organization:${research.id}`, { organizationId: research.id }],
    ['organization:Platform', { organizationId: platform.id }],
    ...(target === ''
      ? []
      : [[`resource_target:"${target}"`, { resourceTarget: target }] as const]),
    ...(isDay
      ? [
          [`date_from:${day}`, { gte: `${day}T00:00:00.000000000` }] as const,
          [`date_to:${day}`, { lt: `${next}T00:00:00.000000000` }] as const,
        ]
      : []),
  ];
  const chosen = new Map<string, readonly [string, Meaning]>();
  for (const choice of random.shuffled(choices).slice(0, 1 + random.below(2))) {
    const isClash = [...chosen.values()].some(([, meaning]) =>
      Object.keys(choice[1]).some((key) => Object.hasOwn(meaning, key)),
    );
    if (!isClash) chosen.set(choice[0], choice);
  }
  if ([...chosen.keys()].some((text) => /user|mail/.test(text)) && plan.without === 'actor')
    return none;
  if ([...chosen.keys()].some((text) => text.startsWith('org')) && plan.without === 'organization')
    return none;
  return {
    filter: { search: [...chosen.keys()].join('  ') },
    meaning: Object.assign({}, ...[...chosen.values()].map(([, meaning]) => meaning)) as Meaning,
  };
}

function known(id: string | undefined): string | undefined {
  return id === nilUuid ? undefined : id;
}

function randomRow(random: Random, { entries }: FilterPlan): TrailEntry['row'] | undefined {
  return entries.length > 0 ? random.pick(entries).row : undefined;
}

function pickParts(random: Random, parts: readonly (() => Part)[]): Part[] {
  const size = random.pick([0, 1, 1, 1, 2, 2, 3]);
  return random
    .shuffled(parts)
    .slice(0, size)
    .map((part) => part());
}

/** All parts at once; of two that speak of the same, the first. */
function combine(parts: readonly Part[]): AskedFilter {
  let all = none;
  for (const part of parts) {
    const isClash =
      Object.keys(part.filter).some((key) => Object.hasOwn(all.filter, key)) ||
      Object.keys(part.meaning).some((key) => Object.hasOwn(all.meaning, key));
    if (isClash) continue;
    all = {
      filter: { ...all.filter, ...part.filter },
      meaning: { ...all.meaning, ...part.meaning },
      refused: [...(all.refused ?? []), ...(part.refused ?? [])],
      refusable: [...(all.refusable ?? []), ...(part.refusable ?? [])],
      isUnknownToBindplane: all.isUnknownToBindplane === true || part.isUnknownToBindplane === true,
      hasNoAccount: all.hasNoAccount === true || part.hasNoAccount === true,
    };
  }
  return all;
}
