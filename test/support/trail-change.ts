import { randomEvent, randomLog } from './audit-trails.ts';
import type { Random } from '../../src/simulator/random.ts';
import { compareEntries, type SourceName } from './trail-oracle.ts';
import type { ChangingTrail } from './walk-world.ts';

/** One entry arrives at the top, appears late at or beside another, or vanishes. */
export function changeTrail(
  trail: ChangingTrail,
  random: Random,
  sources: readonly SourceName[],
): void {
  const source = random.pick(sources);
  const own = trail.entries.filter((entry) => entry.source === source);
  const lot = random.share();
  if (lot < 0.35 && own.length > 0) {
    trail.remove(random.pick(own));
    return;
  }
  const isLate = lot > 0.65 && own.length > 0;
  const at = isLate ? random.pick(own).at : nextSecond(own.toSorted(compareEntries)[0]?.at);
  const fraction =
    random.share() < 0.5 ? at.slice(20, 26) : String(random.below(1e6)).padStart(6, '0');
  const time = `${at.slice(0, 20)}${fraction}Z`;
  if (source === 'CODER') trail.insert([randomLog(random, time)], []);
  else trail.insert([], [randomEvent(random, time)]);
}

function nextSecond(at = '2026-11-20T11:59:00.000000000'): string {
  if (at > '9999') return at;
  const next = Date.parse(`${at.slice(0, 19)}Z`) + 1000;
  return `${new Date(next).toISOString().slice(0, 19)}.000000000`;
}
