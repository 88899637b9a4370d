import type { AskedList } from './asked-list.ts';
import type { Connection } from './list-query.ts';
import type { AskedPage, Life } from './page-law.ts';
import type { SourceName } from './trail-oracle.ts';
import type { World } from './walk-world.ts';

/** Of sources that were made to fail, the code that tells it. */
export type Failing = ReadonlyMap<SourceName, string>;

/** What a page says of its sources, against what was done to them. */
export function sourceFaults(
  { sources, totalCount }: Connection,
  world: World,
  asked: AskedList,
  failing: Failing,
  isFailing: boolean,
): string[] {
  return (sources ?? []).flatMap(({ source, isIncluded, code }) => {
    const said = `${source} is ${isIncluded ? 'included' : 'missing'}: ${code}`;
    if (!asked.sources.includes(source)) {
      return !isIncluded && code === absenceOf(world, source) ? [] : [said];
    }
    // Whoever has failed again and again is left alone for a while.
    const isLeftAlone = isFailing && code === 'UPSTREAM_UNAVAILABLE';
    if (!isIncluded) return code === failing.get(source) || isLeftAlone ? [] : [said];
    const wasAsked = world[source === 'CODER' ? 'coder' : 'bindplane'].traffic.calls.length > 0;
    // A count asks even where no page has to.
    if (failing.has(source) && wasAsked && totalCount === undefined) return [said];
    const quiet = source === 'BINDPLANE' && asked.hasNoAccount === true ? 'NO_ACCOUNT' : null;
    return code === quiet || (code === 'CATCHING_UP' && isFailing) ? [] : [said];
  });
}

function absenceOf({ plan }: World, source: SourceName): string {
  const isConfigured = source === 'CODER' ? plan.coder : plan.bindplane;
  return isConfigured ? 'ACTOR_AMBIGUOUS' : 'UPSTREAM_NOT_CONFIGURED';
}

/** A count is exact or not above what there is; exact where one call tells it. */
export function countFaults(
  { totalCount, totalCountPrecision, sources }: Connection,
  { begun, done }: AskedPage,
  asked: AskedList,
  lives: readonly Life[],
  { config, plan }: World,
): string[] {
  const count = totalCount ?? -1;
  const least = lives.filter(({ born, died }) => born <= begun && died > done).length;
  const most = lives.filter(({ born, died }) => born <= done && died > begun).length;
  // The two ends of a list are counted one after the other: what happens beside it meanwhile shows.
  const blur = done - begun;
  const said = [`${least} to ${most} are counted as ${totalCountPrecision} ${count}`];
  if (count < 0 || count > config.countCap) return said;
  if (totalCountPrecision === 'EXACT') {
    const isPartial = sources?.some(
      ({ isIncluded, code }) => !isIncluded && code !== 'UPSTREAM_NOT_CONFIGURED',
    );
    return isPartial || count < least - blur || count > most + blur ? said : [];
  }
  const isEasy =
    !plan.isSlow && Object.keys(asked.meaning).length === 0 && asked.sources.join() === 'CODER';
  const cap = Math.min(config.countCap, plan.coderCountCap ?? 2000);
  return count > most + blur || (isEasy && sources === undefined && most <= cap) ? said : [];
}

/** Whether errors are as they must be: a value is refused, or nobody is left to answer. */
export function isFailureForeseen(
  errors: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[],
  { refused = [], refusable = [], sources, meaning }: AskedList,
  failing: Failing,
): boolean {
  const { code, argument } = errors[0]?.extensions ?? {};
  const isRefused = [...refused, ...refusable].some((one) => one === argument);
  if (code === 'BAD_USER_INPUT' && isRefused) return true;
  // Who an actor is, only Coder knows.
  const isDown = (source: SourceName) =>
    failing.has(source) || (failing.has('CODER') && meaning.userId !== undefined);
  const isNobodyLeft = sources.every(isDown);
  return isNobodyLeft && (failing.size > 0 || sources.length === 0);
}
