import { callers } from './data.ts';
import type { Shot } from './load.ts';
import type { Child } from './processes.ts';
import type { Workload } from './workloads.ts';

export interface Target {
  readonly name: 'auditgraph' | 'plain' | 'floor';
  readonly child: Child;
  shots(workload: Workload): Promise<readonly Shot[]>;
  /** Throws unless the answer has what the workload asks for. */
  check(workload: Workload): (body: string) => void;
}

const pages = 200;

export function ourTarget(child: Child): Target {
  return {
    name: 'auditgraph',
    child,
    async shots(workload) {
      if (workload.depth === undefined) return [post(workload.query, undefined)];
      const cursors = await walk(child.ready['url']!, workload);
      return cursors.map((after) => post(workload.query, after));
    },
    check: checkGraphql,
  };
}

export function plainTarget(child: Child): Target {
  return {
    name: 'plain',
    child,
    async shots({ query, depth, pageSize }) {
      if (depth === undefined) return [post(query, undefined)];
      return offsets(depth, pageSize).map((offset) => post(query, plainCursor(offset)));
    },
    check: checkGraphql,
  };
}

export function floorTarget(child: Child): Target {
  return {
    name: 'floor',
    child,
    async shots({ restPath, depth, pageSize }) {
      return offsets(depth ?? 0, pageSize).map((offset) => ({
        path: restPath(offset),
        method: 'GET',
        body: undefined,
      }));
    },
    check: () => (body) => {
      if (body.length < 1000) throw new Error('too short an answer');
    },
  };
}

/** The cursors of 200 pages from a depth on, found as a client would: by walking there. */
async function walk(url: string, { depth, pageSize }: Workload): Promise<(string | null)[]> {
  let after: string | null = null;
  for (let done = 0; done < depth!; done += 100) after = await pageFrom(url, 100, after);
  const cursors: (string | null)[] = [];
  while (cursors.length < pages) {
    cursors.push(after);
    after = await pageFrom(url, pageSize, after);
  }
  return cursors;
}

/** The cursor behind a page. */
export async function pageFrom(url: string, first: number, after: string | null): Promise<string> {
  const query = `query Walk($after: String) { auditLogs(first: ${first}, after: $after) { pageInfo { endCursor } } }`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'coder-session-token': callers[0]!.coder },
    body: JSON.stringify({ query, variables: { after } }),
  });
  const body = (await answer.json()) as {
    data: { auditLogs: { pageInfo: { endCursor: string } } };
  };
  return body.data.auditLogs.pageInfo.endCursor;
}

function checkGraphql({ entries }: Workload): (body: string) => void {
  return (body) => {
    const answer = JSON.parse(body) as {
      data: Record<string, { nodes?: unknown[]; edges?: { node: unknown }[] }>;
      errors?: unknown;
    };
    const nodes = Object.values(answer.data).flatMap(
      ({ nodes: listed, edges = [] }) => listed ?? edges.map(({ node }) => node),
    );
    if (answer.errors !== undefined || nodes.length !== entries) throw new Error('a wrong answer');
  };
}

function offsets(depth: number, pageSize: number): number[] {
  return Array.from({ length: pages }, (_, index) => depth + index * pageSize);
}

/** The cursor before the row at an offset, as Pothos makes it. */
function plainCursor(offset: number): string | undefined {
  return offset === 0
    ? undefined
    : Buffer.from(`OffsetConnection:${offset - 1}`).toString('base64');
}

export function post(query: string, after: string | null | undefined): Shot {
  return {
    path: '/graphql',
    method: 'POST',
    body: JSON.stringify({ query, variables: { after } }),
  };
}
