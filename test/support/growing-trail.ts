import { graphql } from '../graphql/gql.ts';
import type { Acme } from './acme.ts';
import { auditEvent, auditLog, owner, startAcme } from './acme.ts';

export interface GrowingTrail {
  readonly acme: Acme;
  /** The address of the API. */
  readonly url: string;
  /** The global ids of the entries at the start, newest first. */
  readonly ids: readonly string[];
}

const page = graphql(`
  query GrowingTrailAtTheStart($after: String) {
    auditTimeline(first: 100, after: $after) {
      edges {
        node {
          id
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const entriesOfEach = 120;

/**
 * Both systems with a trail of 240 entries, of which every three share an instant; then one more
 * entry arrives with every call that the gateway makes.
 */
export async function startGrowingTrail(): Promise<GrowingTrail> {
  const acme = await startAcme({
    coder: {
      auditLogs: Array.from({ length: entriesOfEach }, (_item, index) =>
        auditLog(index, { time: timeOf(Math.floor(index / 3)), user_id: owner.id }),
      ),
    },
    bindplane: {
      events: Array.from({ length: entriesOfEach }, (_item, index) =>
        auditEvent(index, { timestamp: timeOf(Math.floor(index / 3)) }),
      ),
    },
  });
  const ids = await readIds(acme);
  if (ids.length !== 2 * entriesOfEach) throw new Error('The trail was not read whole.');
  let arrived = entriesOfEach;
  const arrive = () => {
    arrived += 1;
    acme.coder.database.insert([auditLog(arrived, { time: timeOf(arrived), user_id: owner.id })]);
    acme.bindplane.trail.insert([auditEvent(arrived, { timestamp: timeOf(arrived) })]);
  };
  acme.coder.beforeCall = arrive;
  acme.bindplane.beforeCall = arrive;
  return { acme, url: `${acme.gateway.url}/graphql`, ids };
}

/** Ever later: minutes of one February. */
function timeOf(minute: number): string {
  return new Date(Date.UTC(2026, 1, 10, 10, minute)).toISOString().replace('.000Z', '.123456Z');
}

async function readIds(
  { gateway }: Pick<Acme, 'gateway'>,
  after: string | null = null,
): Promise<string[]> {
  const { data } = await gateway.query(page, { after });
  const { edges, pageInfo } = data!.auditTimeline!;
  const ids = edges.map(({ node }) => node.id);
  if (!pageInfo.hasNextPage) return ids;
  return [...ids, ...(await readIds({ gateway }, pageInfo.endCursor))];
}
