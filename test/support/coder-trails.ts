import { type Instant, instantOfSecond, secondOf } from '../../src/feed/instant.ts';
import type { CoderAuditLog } from '../../src/upstream/coder/model.ts';
import { auditLogRow, instant } from './coder-table.ts';
import type { Random } from '../../src/simulator/random.ts';

export const trailShapes = [
  'steady',
  'sparse',
  'ties',
  'big ties',
  'bursts',
  'hole',
  'one second',
  'one instant',
  'silence',
  'edges of time',
  'mixed',
] as const;

export type TrailShape = (typeof trailShapes)[number];

const epoch = secondOf(instant('2026-11-20T12:00:00Z'));
const day = 86_400;

/** Rows of a shape, in no order. */
export function randomTrail(random: Random, shape: TrailShape, size: number): CoderAuditLog[] {
  return instantsOf(random, shape, size).map((at) => randomRow(random, at));
}

export function randomRow(random: Random, at: Instant): CoderAuditLog {
  return auditLogRow({
    id: random.uuid(),
    at,
    action: random.pick(['create', 'write', 'delete']),
  });
}

/** A microsecond of a second since 1970. */
export function microsecond(second: number, fraction: number): Instant {
  const micros = String(Math.floor(fraction * 1e6)).padStart(6, '0');
  return `${instantOfSecond(second).slice(0, 20)}${micros}000` as Instant;
}

function instantsOf(random: Random, shape: TrailShape, size: number): Instant[] {
  const at: Instant[] = [];
  let second = epoch;
  const add = (fraction = random.share()) => at.push(microsecond(second, fraction));
  while (at.length < size) {
    switch (shape) {
      case 'steady':
        second -= random.below(1200);
        add();
        break;
      case 'sparse':
        second -= random.below(20 * day);
        add();
        break;
      case 'ties':
        second -= random.below(day / 4);
        repeat(1 + random.below(random.pick([1, 3, 12, 80])), () => add(0.5));
        break;
      case 'big ties':
        second -= random.below(day / 2);
        repeat(1 + random.below(200), () => add(0.25));
        break;
      case 'bursts':
        second -= random.below(2 * day);
        repeat(1 + random.below(120), () => add());
        break;
      case 'hole':
        second -= random.pick([0, 0, 1, 1, random.below(day)]);
        if (random.share() < 0.6) second -= (((second % day) + day) % day) + 1;
        repeat(1 + random.below(4), () =>
          add(random.pick([0, 1e-6, 0.5, 0.999_999, random.share()])),
        );
        break;
      case 'one second':
        add(random.share() * 0.0002);
        break;
      case 'one instant':
        add(0.125);
        if (random.share() < 0.02) second -= 1;
        break;
      case 'silence':
        if (random.share() < 0.05) second -= random.below(900 * day);
        second -= random.below(3600);
        add();
        break;
      case 'edges of time':
        second = secondOf(
          instant(
            random.pick([
              '0001-01-02T00:00:00Z',
              '0001-01-03T23:59:59Z',
              '1969-12-31T23:59:59Z',
              '2255-06-05T23:47:34Z',
              '9999-12-30T23:59:59Z',
              '9999-12-31T23:59:59Z',
            ]),
          ),
        );
        add(random.pick([0, 1e-6, 0.5, random.share()]));
        break;
      case 'mixed': {
        const part = instantsOf(random, random.pick(trailShapes.slice(0, 9)), 1 + random.below(60));
        const shift = second - epoch;
        at.push(
          ...part.map((one) => microsecond(secondOf(one) + shift, Number(`0.${one.slice(20)}`))),
        );
        second -= random.below(5 * day);
        break;
      }
    }
  }
  return at.slice(0, size);
}

function repeat(times: number, act: () => void): void {
  for (let time = 0; time < times; time += 1) act();
}
