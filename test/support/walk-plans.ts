import type { WorldPlan } from './walk-world.ts';

/** Every version, profile, zone and kind of limit that walks go through. */
export const plans: readonly WorldPlan[] = [
  { coder: '2.35.1', bindplane: 'field' },
  { coder: '2.35.1', coderCountCap: 110, bindplane: 'published', config: { countCap: 60 } },
  { coder: '2.30.9', databaseZone: '+09:00', bindplane: 'hostile' },
  { coder: '2.24.2', bindplane: 'published', knobs: { zone: -480 } },
  {
    coder: '2.20.3',
    bindplane: 'field',
    knobs: { dateFormats: ['digits'], zone: 345, timestampDigits: 3 },
  },
  { coder: '2.35.1', bindplane: 'published', config: { scanBudgetCalls: 1 } },
  { coder: '2.30.9', bindplane: 'hostile', config: { scanBudgetCalls: 3 } },
  {
    coder: '2.35.1',
    bindplane: 'field',
    knobs: { cap: { limit: 250, keeps: 'newest' }, comparesWholeSeconds: true, cutBodies: 0.02 },
  },
  { coder: '2.24.2', bindplane: undefined },
  { coder: undefined, bindplane: 'hostile' },
];

/** Upstreams whose answers take long, the longer the more is in them. */
export const slowPlans: readonly WorldPlan[] = [
  { coder: '2.35.1', bindplane: 'field', isSlow: true },
  {
    coder: '2.24.2',
    bindplane: 'published',
    isSlow: true,
    config: { requestTimeoutMs: 9000, upstreamTimeoutMs: 5000 },
  },
  { coder: undefined, bindplane: 'field', isSlow: true },
];

/** Worlds apart, since a gateway remembers for a while who has failed. */
export const failingPlans: readonly WorldPlan[] = [
  { coder: '2.35.1', bindplane: 'field' },
  { coder: '2.24.2', bindplane: 'published', config: { scanBudgetCalls: 2 } },
  { coder: '2.30.9', bindplane: 'hostile' },
];
