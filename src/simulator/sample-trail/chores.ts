import { accessChores } from './access-chores.ts';
import { aiChores } from './ai-chores.ts';
import type { Chore } from './chore.ts';
import { day, hour, isWeekend, type Micros, minute, second, startOfDay } from './micros.ts';
import type { Person } from './people.ts';
import type { Random } from '../random.ts';
import { settingsChores } from './settings-chores.ts';
import type { World } from './world.ts';

export function planChores(world: World): void {
  const chores = [...settingsChores, ...accessChores, ...aiChores];
  for (const [i, chore] of chores.entries()) {
    for (let turn = 0; turn < chore.times; turn++) {
      const random = world.random.fork(`chore ${i} ${turn}`);
      const actor = world.people.named(chore.by[turn % chore.by.length]!);
      const at = dateOf(world, random, actor, chore);
      if (at !== undefined) doChore(world, random, actor, at, chore, turn);
    }
  }
}

function doChore(
  world: World,
  random: Random,
  actor: Person,
  at: Micros,
  chore: Chore,
  turn: number,
): void {
  for (const [i, step] of chore.steps({ world, random, actor, at, turn }).entries()) {
    const moment = at + (step.after ?? i * random.between(4, 50) * second);
    const origin = step.isAnonymous
      ? world.origins.stranger(actor)
      : world.origins.by(actor, chore.tool ?? 'browser', moment, 'coder');
    world.coder.record(moment, origin, step);
    if (moment > world.now) continue;
    if (step.keeps) world.coder.keep(step.keeps);
    if (step.discards) world.coder.discard(step.discards);
  }
}

function dateOf(world: World, random: Random, actor: Person, chore: Chore): Micros | undefined {
  const since = chore.since ? world.releases[`${chore.since}Since`] : world.start;
  const from = Math.max(since, actor.createdAt) + day;
  const to = (actor.leftAt ?? world.now) - day;
  const clock = random.between(9 * 60, 17 * 60) * minute - actor.site.offset * minute;
  const fraction = random.between(0, minute);
  if (chore.daysAgo !== undefined) {
    return startOfDay(world.now - chore.daysAgo * day) + clock + fraction;
  }
  for (let attempt = 0; attempt < 40; attempt++) {
    const date = startOfDay(from + random.share() * (to - from));
    const at = date + clock + fraction;
    if (!isWeekend(date) && at > from - day && at < to + 12 * hour) return at;
  }
  return undefined;
}
