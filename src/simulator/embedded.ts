import { startBindplaneSimulator } from './bindplane/bindplane-simulator.ts';
import { startCoderSimulator } from './coder/coder-simulator.ts';
import { nextArrivals } from './sample-trail/arrivals.ts';
import { Random } from './random.ts';
import { createSampleTrail } from './sample-trail/sample-trail.ts';

export interface EmbeddedOptions {
  /** RFC 3339. @default the system's clock */
  readonly now?: () => string;
  /** Whether new entries arrive while the simulators run. @default true */
  readonly arrivals?: boolean;
  /** @default 8000 */
  readonly arrivalIntervalMs?: number;
  /** @default 1 */
  readonly seed?: number;
}

export interface EmbeddedSimulators {
  /** `token` is the company owner's. */
  readonly coder: { readonly url: string; readonly token: string };
  /** `apiKey` is a project admin's. */
  readonly bindplane: { readonly url: string; readonly apiKey: string };
  close(): Promise<void>;
}

/** Starts both simulators on free loopback ports, filled with the sample trail up to now. */
export async function startEmbeddedSimulators(
  options: EmbeddedOptions = {},
): Promise<EmbeddedSimulators> {
  const { now = () => new Date().toISOString(), seed = 1 } = options;
  const trail = createSampleTrail({ now: now(), seed });
  const coder = await startCoderSimulator({
    ...trail.coder,
    tokens: { [trail.coder.token]: trail.coder.tokenUserId },
    seed,
    now,
  });
  const bindplane = await startBindplaneSimulator({
    events: trail.bindplane.events,
    users: trail.bindplane.users,
    keys: { [trail.bindplane.apiKey]: { role: 'admin' } },
    account: trail.bindplane.account,
    seed,
    now,
  }).catch(async (error: unknown) => {
    await coder.close();
    throw error;
  });

  const arrive = options.arrivals === false ? undefined : nextArrivals(trail, new Random(seed));
  const timer = setInterval(() => {
    // Nobody asks these servers what they were asked: keep the log from growing.
    coder.traffic.reset();
    bindplane.traffic.reset();
    const arrivals = arrive?.(now());
    if (arrivals === undefined) return;
    for (const resource of arrivals.resources) coder.database.resources.set(resource.id, resource);
    coder.database.insert(arrivals.auditLogs);
    bindplane.trail.insert(arrivals.events);
  }, options.arrivalIntervalMs ?? 8000);
  timer.unref();

  return {
    coder: { url: coder.url, token: trail.coder.token },
    bindplane: { url: bindplane.url, apiKey: trail.bindplane.apiKey },
    close: async () => {
      clearInterval(timer);
      await Promise.all([coder.close(), bindplane.close()]);
    },
  };
}
