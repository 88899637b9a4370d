import type { StoredAuditEvent, StoredBindplaneUser } from '../bindplane/state.ts';
import type {
  StoredAuditLog,
  StoredOrganization,
  StoredResource,
  StoredUser,
} from '../coder/state.ts';
import { planBackgroundJobs } from './background-jobs.ts';
import { bindplaneProject } from './bindplane-ledger.ts';
import { planChores } from './chores.ts';
import { planEdgeRollout } from './edge-rollout.ts';
import { alphanumeric, ulid } from './identifiers.ts';
import { planLeaver } from './leaver.ts';
import { day, parseMicros } from './micros.ts';
import { storedBindplaneUsers, storedUsers } from './people.ts';
import { Random } from '../random.ts';
import { planTelemetryWork } from './telemetry-work.ts';
import { createConfigurations } from './telemetry.ts';
import { planWorkingDays } from './working-days.ts';
import { createWorld } from './world.ts';

/** The state both simulators begin with. Rows and events stand oldest first. */
export interface SampleTrail {
  readonly now: string;
  readonly coder: {
    readonly users: readonly StoredUser[];
    readonly organizations: readonly StoredOrganization[];
    readonly auditLogs: readonly StoredAuditLog[];
    readonly resources: readonly StoredResource[];
    /** Of the company's owner. */
    readonly token: string;
    readonly tokenUserId: string;
  };
  readonly bindplane: {
    readonly users: readonly StoredBindplaneUser[];
    readonly events: readonly StoredAuditEvent[];
    readonly account: string;
    /** Of a project admin. */
    readonly apiKey: string;
  };
}

/**
 * 120 days at Marlow Freight, a freight forwarder, up to `now`: some 50,000 rows of Coder's audit
 * log and 5,000 Bindplane events by the same people. The same `now` and `seed` give the same trail.
 *
 * What to look for:
 * - **The afternoon of `edge-prod:7`**, a Wednesday 5 to 11 days before `now`, from 15:00 UTC. Dana
 *   Reyes changes the configuration in Bindplane and starts its rollout; five minutes later
 *   workspace builds fail in Coder. Ingrid Solberg makes Tobenna Okafor an owner, he pauses the
 *   rollout (Bindplane knows him by e-mail only), Tommaso Marchetti replaces a template and rebuilds
 *   every workspace on it. At 17:20 Tobenna is no owner any more; version 8 follows the next day.
 * - **A contractor's last night**, 24 days before `now` from 21:40 UTC: Viktor Hale signs in from a
 *   new address, makes tokens in both systems and sends `pci-payments` to a bucket of his own. He
 *   has been deleted since, and nothing in his rows says so.
 * - **The apply that touched everything**: 300 Bindplane events in a few seconds, two months back.
 * - **Two upgrades of Coder**, 80 to 86 and 33 to 39 days back: connections are recorded only before
 *   the first (and, being purged after 90 days, only in the week before it), tasks and the reasons
 *   of builds only since, agents' chats, secrets and budgets only after the second.
 * - Two people named Alex Kim; somebody suspended, dormant, invited and never seen; rows in the last
 *   second of a day; rows that share one instant.
 */
export function createSampleTrail(options: { now: string; seed?: number }): SampleTrail {
  const random = new Random(options.seed ?? 1);
  const now = parseMicros(options.now);
  const world = createWorld(random, now);
  const configurations = createConfigurations(random.fork('configurations'));

  planEdgeRollout(world, configurations);
  planLeaver(world, configurations);
  planWorkingDays(world);
  planTelemetryWork(world, configurations);
  planBackgroundJobs(world);
  planChores(world);
  world.calendar.play();

  const secrets = random.fork('secrets');
  const owner = world.people.named('ingrid');
  const gitOps = ulid(random.fork('gitops'), now - 500 * day);
  return {
    now: options.now,
    coder: {
      users: storedUsers(world.people, world.coder.lastSeen, world.company.organizationIdsOf),
      organizations: world.company.organizations,
      auditLogs: world.coder.rows(),
      resources: [...world.coder.resources()],
      token: `${alphanumeric(secrets, 10)}-${alphanumeric(secrets, 22)}`,
      tokenUserId: owner.id,
    },
    bindplane: {
      users: [
        ...storedBindplaneUsers(world.people, random.fork('bindplane users')),
        {
          id: gitOps,
          name: 'gitops',
          displayName: 'GitOps (api key)',
          email: 'gitops@marlow-freight.example',
        },
      ],
      events: world.bindplane.events(),
      account: bindplaneProject,
      apiKey: alphanumeric(secrets, 32),
    },
  };
}
