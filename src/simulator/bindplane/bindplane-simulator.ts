import type { Faults } from '../faults.ts';
import { startSimulatorServer } from '../simulator-server.ts';
import type { Simulator } from '../simulator-server.ts';
import { answerCall } from './api.ts';
import type { BindplaneKey, BindplaneState } from './api.ts';
import { knobsOf } from './profiles.ts';
import type { BindplaneProfile } from './profiles.ts';
import { Random } from '../random.ts';
import type { BindplaneKnobs, StoredAuditEvent, StoredBindplaneUser } from './state.ts';
import { BindplaneTrail } from './trail.ts';

export interface BindplaneSimulatorOptions {
  /** @default 'field' */
  readonly profile?: BindplaneProfile;
  /** Where to differ from the profile. */
  readonly knobs?: Partial<BindplaneKnobs>;
  /** Of everything random. @default 1 */
  readonly seed?: number;
  readonly events: readonly StoredAuditEvent[];
  readonly users: readonly StoredBindplaneUser[];
  readonly keys: Readonly<Record<string, BindplaneKey>>;
  /**
   * Id of the project of the keys: they see its events and those without one. Absent: they see
   * all, and the server knows no projects.
   */
  readonly account?: string;
  /** RFC 3339; also the `Date` header. @default the system's clock */
  readonly now?: () => string;
  /** @default 'v1.98.2' */
  readonly version?: string;
}

export interface BindplaneSimulator extends Simulator {
  readonly trail: BindplaneTrail;
  /** May be turned while the server runs. */
  readonly knobs: BindplaneKnobs;
}

/** Starts a Bindplane server, as far as audit events and what surrounds them goes. */
export async function startBindplaneSimulator(
  options: BindplaneSimulatorOptions,
): Promise<BindplaneSimulator> {
  const state: BindplaneState = {
    trail: new BindplaneTrail(options.events),
    users: options.users,
    keys: new Map(Object.entries(options.keys)),
    account: options.account,
    knobs: { ...knobsOf(options.profile ?? 'field'), ...options.knobs },
    random: new Random(options.seed ?? 1),
    version: options.version ?? 'v1.98.2',
    now: options.now ?? (() => new Date().toISOString()),
  };
  const simulator = await startSimulatorServer({ answer: (call) => answerCall(state, call) });
  const cut = new Random(~(options.seed ?? 1));
  keepRule(simulator.faults, ({ method, path }) =>
    method === 'GET' && path === '/v1/audit-events' && cut.chance(state.knobs.cutBodies)
      ? { kind: 'truncatedBody' }
      : undefined,
  );
  return Object.assign(simulator, { trail: state.trail, knobs: state.knobs });
}

/** Adds a rule that outlives `clear()`: what a knob says is no fault of a test's. */
function keepRule(faults: Faults, decide: Parameters<Faults['rule']>[0]): void {
  const clear = faults.clear.bind(faults);
  faults.clear = () => {
    clear();
    faults.rule(decide);
  };
  faults.rule(decide);
}
