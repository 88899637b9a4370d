import { setTimeout } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Random } from '../../src/simulator/random.ts';

/** Who calls: most with their own good credentials, a few with made-up ones. */
export interface SoakCaller {
  readonly coder: string;
  readonly bindplane: string;
}

const page = 'pageInfo { hasNextPage endCursor }';
const timeline = `query Timeline($after: String) { auditTimeline(first: 25, after: $after) { totalCount nodes { id source summary actor { username email } } sources { source isIncluded code } ${page} } }`;
const logs = `query Logs($after: String) { auditLogs(first: 50, after: $after, filter: { operationTypes: [CREATE, DELETE] }) { nodes { id action summary organization { name } } ${page} } }`;
const events = `query Events($after: String) { auditEvents(first: 20, after: $after) { nodes { id summary configuration } ${page} } }`;
const scan = `query Scan($after: String) { auditLogs(first: 5, after: $after, filter: { isSuccessful: false }) { scannedThrough nodes { id } ${page} } }`;

/** Queries that page on, then what clients get wrong. */
const paging = [timeline, logs, events, scan];
const single = [
  '{ upstreams { source isReachable } viewer { username } organizations { name } }',
  '{ node(id: "QXVkaXRMb2c6bm9uZQ==") { id } }',
  '{ auditLogs(first: 1000) { nodes { id } } }',
  '{ auditLogs { nodes { nothing } } }',
  '{ auditLogs {',
  `{ ${Array.from({ length: 60 }, (_, index) => `a${index}: auditLogs(first: 100) { nodes { id } }`).join(' ')} }`,
];

export class MixedLoad {
  /** How many answers had each code, or none; `left`: the caller went before. */
  readonly outcomes = new Map<string, number>();
  readonly #url: string;
  readonly #callers: readonly SoakCaller[];
  readonly #random: Random;

  constructor(url: string, callers: readonly SoakCaller[], random: Random) {
    this.#url = `${url}/graphql`;
    this.#callers = callers;
    this.#random = random;
  }

  /** Asks for so long, by so many at once, each on a connection of its own; then hangs up. */
  async run(ms: number, concurrency: number): Promise<void> {
    const agent = new Agent({ connections: concurrency });
    const end = performance.now() + ms;
    const worker = async () => {
      const cursors = new Map<string, string | undefined>();
      while (performance.now() < end) {
        const query = this.#random.pick(this.#random.chance(0.7) ? paging : single);
        const after = cursors.get(query);
        cursors.set(query, await this.#ask(agent, query, after));
        await setTimeout(10);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    await agent.destroy();
  }

  /** Gives the cursor of the next page, if there is one. */
  async #ask(agent: Agent, query: string, after: string | undefined): Promise<string | undefined> {
    const caller = this.#random.pick(this.#callers);
    const leavesAfterMs = this.#random.chance(0.05) ? 20 : 60_000;
    try {
      const { body } = await request(this.#url, {
        dispatcher: agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'coder-session-token': caller.coder,
          'x-bindplane-api-key': caller.bindplane,
        },
        body: JSON.stringify({ query, variables: { after } }),
        signal: AbortSignal.timeout(leavesAfterMs),
      });
      const answer = (await body.json()) as Answer;
      const codes = answer.errors?.map(({ extensions }) => extensions?.code ?? 'none') ?? ['OK'];
      for (const code of new Set(codes)) this.#count(code);
      const [connection] = Object.values(answer.data ?? {});
      return connection?.pageInfo?.endCursor ?? undefined;
    } catch (error) {
      this.#count(leavesAfterMs < 60_000 ? 'left' : String(error));
      return undefined;
    }
  }

  #count(outcome: string): void {
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
  }
}

interface Answer {
  readonly data?: Record<string, { pageInfo?: { endCursor?: string | null } } | null> | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}
