import { day, hour, type Micros, startOfDay, weekday } from './micros.ts';

/** When the company's Coder server ran which release: what did not exist yet is not recorded. */
export interface Releases {
  readonly at: (at: Micros) => string;
  /** 2.25: connections leave the audit log, builds tell their reason; 2.28: tasks. */
  readonly secondSince: Micros;
  /** 2.32–2.35: AI seats, chats, secrets, providers, budgets. */
  readonly thirdSince: Micros;
}

export function createReleases(now: Micros): Releases {
  const secondSince = saturdayBefore(now - 80 * day) + 6 * hour;
  const thirdSince = saturdayBefore(now - 33 * day) + 7 * hour;
  const all = [
    { version: 'v2.24.2', from: 0 },
    { version: 'v2.31.11', from: secondSince },
    { version: 'v2.35.1', from: thirdSince },
  ];
  const at = (instant: Micros) => all.findLast(({ from }) => from <= instant)?.version ?? 'v2.24.2';
  return { at, secondSince, thirdSince };
}

function saturdayBefore(at: Micros): Micros {
  const midnight = startOfDay(at);
  return midnight - ((weekday(midnight) + 1) % 7) * day;
}
