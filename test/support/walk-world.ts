import type { Config } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/config.ts';
import { startBindplaneSimulator } from '../../src/simulator/bindplane/bindplane-simulator.ts';
import type { BindplaneSimulator } from '../../src/simulator/bindplane/bindplane-simulator.ts';
import type { BindplaneProfile } from '../../src/simulator/bindplane/profiles.ts';
import type { BindplaneKnobs, StoredAuditEvent } from '../../src/simulator/bindplane/state.ts';
import { startCoderSimulator } from '../../src/simulator/coder/coder-simulator.ts';
import type { CoderSimulator } from '../../src/simulator/coder/coder-simulator.ts';
import type { StoredAuditLog } from '../../src/simulator/coder/state.ts';
import type { CoderSimulatorVersion } from '../../src/simulator/coder/version.ts';
import { slowPace } from '../../src/simulator/pace.ts';
import { bindplaneKey, coderToken, owner } from './acme.ts';
import { bindplanePeople, everybody, everyOrganization, resources } from './audit-people.ts';
import { trailNow } from './audit-trails.ts';
import { FakeClock } from './fake-clock.ts';
import { startGateway } from './gateway.ts';
import type { Gateway } from './gateway.ts';
import type { Life } from './page-law.ts';
import { eventEntry, logEntry, type SourceName, type TrailEntry } from './trail-oracle.ts';

export interface WorldPlan {
  readonly coder: CoderSimulatorVersion | undefined;
  readonly coderCountCap?: number;
  readonly databaseZone?: string;
  readonly bindplane: BindplaneProfile | undefined;
  readonly knobs?: Partial<BindplaneKnobs>;
  readonly config?: Partial<Config>;
  /** Whether answers take as long as they have rows, by a clock of its own. */
  readonly isSlow?: boolean;
}

/** Both simulators and a gateway before them, with a trail that may be told anew for every walk. */
export interface World {
  readonly plan: WorldPlan;
  readonly config: Config;
  readonly coder: CoderSimulator;
  readonly bindplane: BindplaneSimulator;
  readonly gateway: Gateway;
  /** Minor version of Coder. */
  readonly minor: number;
  /** How many events may happen within the smallest window. */
  readonly maxBurst: number;
  readonly trail: ChangingTrail;
  /** Moves only where answers take long. */
  readonly clock: FakeClock;
  /** Calls to both upstreams since the last time. */
  takeCalls(): number;
  close(): Promise<void>;
}

export async function startWorld(plan: WorldPlan): Promise<World> {
  const coder = await startCoderSimulator({
    version: plan.coder ?? '2.35.1',
    users: everybody,
    organizations: everyOrganization,
    resources,
    auditLogs: [],
    tokens: { [coderToken]: owner.id },
    now: () => trailNow,
    ...(plan.coderCountCap !== undefined && { countCap: plan.coderCountCap }),
    ...(plan.databaseZone !== undefined && { databaseZone: plan.databaseZone }),
  });
  const bindplane = await startBindplaneSimulator({
    profile: plan.bindplane ?? 'field',
    knobs: plan.knobs ?? {},
    events: [],
    users: bindplanePeople,
    keys: { [bindplaneKey]: { role: 'admin' } },
    now: () => trailNow,
  });
  const clock = new FakeClock();
  // Only one of them: answers that are made at once would take the time of both.
  if (plan.isSlow) {
    (plan.coder ? coder : bindplane).pace = { ...slowPace, pass: (ms) => clock.pass(ms) };
  }
  const gateway = await startGateway({
    ...(plan.isSlow && { clock }),
    ...(plan.coder && { coder: { url: coder.url, token: coderToken } }),
    ...(plan.bindplane && { bindplane: { url: bindplane.url, token: bindplaneKey } }),
    config: plan.config ?? {},
  });
  return {
    plan,
    config: { ...parseConfig({}), ...plan.config },
    coder,
    bindplane,
    gateway,
    minor: Number((plan.coder ?? '2.35.1').split('.')[1]),
    maxBurst: Math.min((bindplane.knobs.cap?.limit ?? 1000) - 40, 300),
    trail: new ChangingTrail(coder, bindplane),
    clock,
    takeCalls() {
      const calls = coder.traffic.calls.length + bindplane.traffic.calls.length;
      coder.traffic.reset();
      bindplane.traffic.reset();
      return calls;
    },
    async close() {
      await gateway.close();
      await Promise.all([coder.close(), bindplane.close()]);
    },
  };
}

/** What both simulators hold, and when each entry came and went. */
export class ChangingTrail {
  readonly #coder: CoderSimulator;
  readonly #bindplane: BindplaneSimulator;
  #lives = new Map<string, Life>();
  #tick = 0;

  constructor(coder: CoderSimulator, bindplane: BindplaneSimulator) {
    this.#coder = coder;
    this.#bindplane = bindplane;
  }

  /** Grows with every change. */
  get tick(): number {
    return this.#tick;
  }

  get lives(): readonly Life[] {
    return [...this.#lives.values()];
  }

  /** The entries that stand now. */
  get entries(): readonly TrailEntry[] {
    return this.lives.filter(({ died }) => died === Infinity).map(({ entry }) => entry);
  }

  /** Throws for an entry that never was. */
  find(source: SourceName, id: string): TrailEntry {
    const life = this.#lives.get(`${source} ${id}`);
    if (life) return life.entry;
    throw new Error(`There never was an entry ${id} of ${source}.`);
  }

  restart(logs: readonly StoredAuditLog[], events: readonly StoredAuditEvent[]): void {
    this.#coder.database.remove(this.#coder.database.rows.map(({ id }) => id));
    this.#bindplane.trail.remove(this.#bindplane.trail.events.map(({ id }) => id));
    this.#lives = new Map();
    this.insert(logs, events);
  }

  insert(logs: readonly StoredAuditLog[], events: readonly StoredAuditEvent[]): void {
    this.#tick += 1;
    this.#coder.database.insert(logs);
    this.#bindplane.trail.insert(events);
    const { timestampDigits } = this.#bindplane.knobs;
    const entries = [
      ...logs.map((row) => logEntry(row)),
      ...events.map((event) => eventEntry(event, timestampDigits)),
    ];
    for (const entry of entries) {
      this.#lives.set(`${entry.source} ${entry.id}`, { entry, born: this.#tick, died: Infinity });
    }
  }

  remove({ source, id }: TrailEntry): void {
    this.#tick += 1;
    if (source === 'CODER') this.#coder.database.remove([id]);
    else this.#bindplane.trail.remove([id]);
    const key = `${source} ${id}`;
    this.#lives.set(key, { ...this.#lives.get(key)!, died: this.#tick });
  }
}
