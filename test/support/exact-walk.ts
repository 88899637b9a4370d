import { type AskedList, askList, kindsOf, type ListKind, tellTrail } from './asked-list.ts';
import {
  type Connection,
  connectionIn,
  documentFor,
  findNodes,
  type PageNode,
} from './list-query.ts';
import { type Cursor, cursorOfStop, cursorsOfEdges, standsAt, withHint } from './page-cursor.ts';
import { countFaults, isFailureForeseen, sourceFaults } from './page-extras.ts';
import { type AnsweredPage, type AskedPage, type Direction, pageFaults } from './page-law.ts';
import { passingFaults } from './passing-faults.ts';
import { Random } from '../../src/simulator/random.ts';
import { changeTrail } from './trail-change.ts';
import { shownInstant, type SourceName, type TrailEntry } from './trail-oracle.ts';
import type { World } from './walk-world.ts';

export interface ExactWalkOptions {
  readonly kind?: ListKind;
  /** Whether one system fails on some of the pages. */
  readonly isFailing?: boolean;
}

export interface ExactWalkResult {
  readonly pages: number;
  /** What went wrong, in words; empty when every page was that of an ideal database. */
  readonly faults: readonly string[];
  /** Whether a place was not found in time. */
  readonly hasGivenUp: boolean;
}

/** Everything of a walk follows from its world and its seed. */
export async function walkExactly(
  world: World,
  seed: number,
  { kind, isFailing = false }: ExactWalkOptions = {},
): Promise<ExactWalkResult> {
  const random = new Random(seed);
  const wanted = kind ?? random.pick(kindsOf(world));
  const isChanging = random.share() < 0.45;
  tellTrail(world, random, wanted);
  const asked = askList(world, random, wanted, !isChanging);
  const walk = new ExactWalk(world, random, asked, { isChanging, isFailing });
  try {
    await walk.run();
  } finally {
    for (const simulator of [world.coder, world.bindplane]) {
      simulator.beforeCall = undefined;
      simulator.faults.clear();
    }
  }
  return { pages: walk.pages, faults: walk.faults, hasGivenUp: walk.hasGivenUp };
}

/** Then the trail rests, or a walk towards the newest would never end. */
const maxChanges = 40;
const wildHints = [
  undefined,
  [0, 1],
  [[3, 2]],
  [[2 ** 31 - 1, 200]],
  34_473_600,
  [[40, 1, null]],
  'x',
];

interface Conditions {
  readonly isChanging: boolean;
  readonly isFailing: boolean;
}

class ExactWalk {
  pages = 0;
  hasGivenUp = false;
  faults: readonly string[] = [];
  readonly #world: World;
  readonly #random: Random;
  readonly #asked: AskedList;
  readonly #conditions: Conditions;
  /** Some of all cursors seen. */
  readonly #cursors: Cursor[] = [];
  readonly #shown = new Map<string, TrailEntry>();
  #changesLeft = maxChanges;

  constructor(world: World, random: Random, asked: AskedList, conditions: Conditions) {
    this.#world = world;
    this.#random = random;
    this.#asked = asked;
    this.#conditions = conditions;
  }

  /** Straight from one end to the other, or to and fro. */
  async run(): Promise<void> {
    const random = this.#random;
    const { coder, bindplane } = this.#world;
    coder.beforeCall = bindplane.beforeCall = () => this.#maybeChange(0.3);
    const isStraight = random.share() < 0.45;
    const sizes = isStraight
      ? [7, 25, 60, 100, 1 + random.below(100)]
      : [0, 1, 2, 5, 25, 100, random.below(101)];
    let direction: Direction = random.pick(['after', 'before']);
    let from: Cursor | undefined;
    for (let step = 0; step < (isStraight ? 24 : 9); step += 1) {
      this.#maybeChange(0.6);
      const limit = random.pick(sizes);
      const next = await this.#read(direction, limit, from);
      if (next === 'failed') return;
      if (!isStraight) [direction, from] = this.#wander(direction, next);
      else if (next === undefined) break;
      else from = next;
    }
    if (!this.#conditions.isChanging) this.faults = await this.#findAgain();
  }

  /** On, or back, or anywhere known; also by a cursor without its hint, or with a wild one. */
  #wander(direction: Direction, next: Cursor | undefined): [Direction, Cursor | undefined] {
    const random = this.#random;
    const lot = random.share();
    if (next !== undefined && lot < 0.45) return [direction, next];
    const { isChanging, isFailing } = this.#conditions;
    // What came in between since, nobody can tell.
    const known = this.#cursors.filter(({ isStop }) => !isStop || !(isChanging || isFailing));
    const other: Direction = direction === 'after' ? 'before' : 'after';
    if (next !== undefined && lot < 0.6 && known.includes(next)) return [other, next];
    const anyDirection = random.pick<Direction>(['after', 'before']);
    if (known.length === 0 || lot > 0.95) return [anyDirection, undefined];
    const cursor = random.pick(known);
    return [anyDirection, random.share() < 0.3 ? withHint(cursor, random.pick(wildHints)) : cursor];
  }

  /** The cursor to go on with, if there is more. */
  async #read(
    direction: Direction,
    limit: number,
    from: Cursor | undefined,
  ): Promise<Cursor | undefined | 'failed'> {
    const { trail, gateway, coder, bindplane } = this.#world;
    const { kind, filter, by, sources, mayBeShort } = this.#asked;
    const failing = this.#planFailure();
    const withCount = this.#random.share() < 0.15;
    const begun = trail.tick;
    this.#world.takeCalls();
    // Whoever was late often is left alone for a while.
    this.#world.clock.pass(10_000);
    const { data, errors } = await gateway.query(documentFor(kind, withCount), {
      ...(direction === 'after' ? { first: limit, after: from?.text } : {}),
      ...(direction === 'before' ? { last: limit, before: from?.text } : {}),
      filter,
      by,
    });
    const done = trail.tick;
    for (const simulator of [coder, bindplane]) simulator.faults.clear();
    this.pages += 1;
    const tell = (faults: readonly string[]) => {
      const place = `page ${this.pages}: ${direction} ${limit} ${from?.text ?? 'the end'}`;
      this.faults = [...faults.slice(0, 5), place, kind, JSON.stringify(filter)];
      return 'failed' as const;
    };
    if (errors) {
      const code = errors[0]?.extensions?.['code'];
      if (this.#world.plan.isSlow && code === 'SCAN_LIMIT_REACHED') {
        this.hasGivenUp = true;
        return 'failed';
      }
      if (isFailureForeseen(errors, this.#asked, failing)) return 'failed';
      return tell([`it fails: ${JSON.stringify(errors)}`]);
    }
    if ((this.#asked.refused ?? []).length > 0) return tell(['what must be refused is answered']);

    const page = connectionIn(data);
    const answered = this.#answered(direction, page);
    const silent = new Set(page.sources?.flatMap((one) => (one.isIncluded ? [] : [one.source])));
    const all = standsAt(direction, from, sources);
    const asked: AskedPage = {
      direction,
      limit,
      stands: new Map([...all].filter(([source]) => !silent.has(source))),
      begun,
      done,
      mayBeShort,
      isWaiting: sources.some((source) => silent.has(source)),
    };
    const lives = this.#asked.lives(trail.lives);
    const faults = [
      ...pageFaults(asked, answered, lives),
      ...page.edges.flatMap(({ node }, index) => shownFaults(node, answered.entries[index]!)),
      ...(answered.cameFrom === (from !== undefined)
        ? []
        : ['it does not know where it came from']),
      ...sourceFaults(page, this.#world, this.#asked, failing, this.#conditions.isFailing),
      ...(withCount ? countFaults(page, asked, this.#asked, lives, this.#world) : []),
      ...(this.#conditions.isChanging ? [] : warningFaults(page)),
    ];
    if (faults.length > 0) return tell(faults);
    return this.#remember(page, asked, answered, all);
  }

  #remember(
    { edges }: Connection,
    asked: AskedPage,
    answered: AnsweredPage,
    all: Parameters<typeof cursorOfStop>[2],
  ): Cursor | undefined {
    for (const [index, { node }] of edges.entries()) {
      this.#shown.set(node.id, answered.entries[index]!);
    }
    const cursors = cursorsOfEdges(asked, answered, all);
    this.#cursors.push(...cursors.filter(() => cursors.length < 8 || this.#random.share() < 0.15));
    if (!answered.hasMore || asked.limit === 0) return undefined;
    const next =
      cursors.find(({ text }) => text === answered.endCursor) ?? cursorOfStop(asked, answered, all);
    this.#cursors.push(next);
    return next;
  }

  #answered(direction: Direction, { edges, pageInfo, scannedThrough }: Connection): AnsweredPage {
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = pageInfo;
    const isAfter = direction === 'after';
    return {
      entries: edges.map(({ node }) => this.#world.trail.find(node.source, idOf(node))),
      cursors: edges.map(({ cursor }) => cursor),
      hasMore: isAfter ? hasNextPage : hasPreviousPage,
      cameFrom: isAfter ? hasPreviousPage : hasNextPage,
      endCursor: isAfter ? endCursor : startCursor,
      startCursor: isAfter ? startCursor : endCursor,
      scannedThrough,
    };
  }

  /** For one page all calls to one system fail, each in the way that is answered. */
  #planFailure(): ReadonlyMap<SourceName, string> {
    const random = this.#random;
    const { sources } = this.#asked;
    const source = sources[random.below(sources.length)];
    if (!this.#conditions.isFailing || source === undefined || random.share() > 0.35)
      return new Map();
    const [fault, code] = random.pick(passingFaults);
    this.#world[source === 'CODER' ? 'coder' : 'bindplane'].faults.rule(() => fault);
    return new Map([[source, code]]);
  }

  #maybeChange(chance: number): void {
    const { isChanging } = this.#conditions;
    if (!isChanging || this.#changesLeft === 0 || this.#asked.sources.length === 0) return;
    if (this.#random.share() > chance) return;
    this.#changesLeft -= 1;
    changeTrail(this.#world.trail, this.#random, this.#asked.sources);
  }

  /** Every entry that was shown is found again by its id. */
  async #findAgain(): Promise<readonly string[]> {
    const ids = [...this.#shown.keys()].filter((_, index) => index % 17 === 0).slice(0, 4);
    if (ids.length === 0) return [];
    const nodes = await findNodes(this.#world.gateway, ids);
    return ids.flatMap((id, index) => {
      const entry = this.#shown.get(id)!;
      const node = nodes[index];
      return node?.id === id && idOf(node) === entry.id ? [] : [`${entry.id} is not found again`];
    });
  }
}

/** Bursts are the longest answers of their servers: then more might have been held back. Some have no account. */
function warningFaults({ warnings, scannedThrough }: Connection): string[] {
  const codes = warnings
    .map(({ code }) => code)
    .filter((code) => code !== 'POSSIBLY_TRUNCATED' && code !== 'NO_ACCOUNT');
  const wanted = scannedThrough === null ? [] : ['SCAN_BUDGET_SPENT'];
  return codes.join() === wanted.join() ? [] : [`it warns: ${codes.join()}, not ${wanted.join()}`];
}

function shownFaults({ occurredAt }: PageNode, entry: TrailEntry): string[] {
  const instant = shownInstant(entry);
  return occurredAt === instant ? [] : [`${entry.id} happened at ${instant}, not at ${occurredAt}`];
}

function idOf({ logId, eventId }: PageNode): string {
  return logId ?? eventId ?? '';
}
