import { day, isWeekend, type Micros, minute, startOfDay } from './micros.ts';
import type { Person } from './people.ts';
import type { Random } from '../random.ts';

/** When a person is at work. */
export interface Shift {
  readonly from: Micros;
  readonly to: Micros;
  readonly isMonday: boolean;
}

/** Working days from `start` to `end` by the person's own clock: few weekends, one week off. */
export function shiftsOf(person: Person, random: Random, start: Micros, end: Micros): Shift[] {
  const shifts: Shift[] = [];
  const arrival = random.between(7 * 60 + 30, 9 * 60 + 50);
  const length = random.between(7 * 60 + 20, 9 * 60 + 20);
  const holiday = startOfDay(start + random.between(5, 110) * day);
  for (let date = startOfDay(start); date <= end + day; date += day) {
    const isAway = date >= holiday && date < holiday + 9 * day;
    if (!random.chance(isWeekend(date) ? 0.035 : isAway ? 0 : 0.94)) continue;
    const midnight = date - person.site.offset * minute;
    const from =
      midnight + (arrival + random.between(-20, 35)) * minute + random.between(0, minute);
    const to = from + (isWeekend(date) ? 140 : length + random.between(-40, 50)) * minute;
    if (from < person.createdAt || (person.leftAt !== undefined && from > person.leftAt)) continue;
    shifts.push({ from, to, isMonday: Math.floor(date / day) % 7 === 4 });
  }
  return shifts;
}

/** An instant of the shift, rarely around lunch. */
export function momentOf(shift: Shift, random: Random): Micros {
  const length = shift.to - shift.from;
  let share = random.share();
  if (share > 0.42 && share < 0.53 && random.chance(0.75)) share = random.share() * 0.4;
  return Math.floor(shift.from + share * length);
}

export const workspaceNames: Readonly<Record<Person['team'], readonly string[]>> = {
  system: ['pipeline'],
  platform: ['infra', 'coder-templates', 'cluster-tools', 'sandbox', 'terraform'],
  observability: ['otel-lab', 'collector-dev', 'dashboards', 'edge-sim', 'log-parsers'],
  security: ['forensics', 'policy-lab', 'scanner', 'siem-rules'],
  routing: [
    'eta-engine',
    'carrier-api',
    'route-planner',
    'tariffs',
    'customs',
    'tracking',
    'booking',
  ],
  mobile: ['driver-app', 'dock-app', 'push-gateway', 'release-build', 'design-kit'],
  data: ['forecast', 'lakehouse', 'demand-model', 'notebook', 'feature-store', 'backfill'],
  warehouse: ['cart-sim', 'dock-vision', 'conveyor', 'lidar-replay', 'slam-bench', 'Gripper2'],
};
