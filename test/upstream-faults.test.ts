import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../src/simulator/faults.ts';
import type { Acme } from './support/acme.ts';
import { auditEvent, auditLog, bindplaneKey, coderToken, startAcme } from './support/acme.ts';
import { patience } from './support/eventually.ts';
import { stillClock } from './support/still-clock.ts';

/** Of calls to the system that fails. */
const timeoutMs = 400;
const sql = `pq: relation "audit_logs" of ${coderToken} ${bindplaneKey} at 10.0.0.7`;
const html = `<html><body>${sql}</body></html>`;

/** How a system fails, with the code that tells it. */
const faults: readonly (readonly [name: string, fault: Fault | 'refused', code: string])[] = [
  ['refused', 'refused', 'UPSTREAM_UNAVAILABLE'],
  ['reset', { kind: 'reset' }, 'UPSTREAM_UNAVAILABLE'],
  ['late', { kind: 'latency', ms: 2 * patience }, 'UPSTREAM_TIMEOUT'],
  ['never answering', { kind: 'neverAnswer' }, 'UPSTREAM_TIMEOUT'],
  ['a slow body', { kind: 'slowBody', bytesPerSecond: 0.001 }, 'UPSTREAM_TIMEOUT'],
  ['a cut body', { kind: 'truncatedBody' }, 'UPSTREAM_BAD_RESPONSE'],
  ['a reset amid the body', { kind: 'resetBody' }, 'UPSTREAM_BAD_RESPONSE'],
  ['a huge body', { kind: 'hugeBody', bytes: 10_000_000_000 }, 'UPSTREAM_BAD_RESPONSE'],
  ['endless headers', { kind: 'endlessHeaders' }, 'UPSTREAM_BAD_RESPONSE'],
  ['a huge header', { kind: 'hugeHeaders' }, 'UPSTREAM_BAD_RESPONSE'],
  ['200 with HTML', status(200, html, 'text/html'), 'UPSTREAM_BAD_RESPONSE'],
  ['200 with half of a JSON', status(200, '{"audit_logs":['), 'UPSTREAM_BAD_RESPONSE'],
  ['200 with another JSON', status(200, JSON.stringify(coderToken)), 'UPSTREAM_BAD_RESPONSE'],
  ['307', { ...status(307), headers: { Location: 'http://10.0.0.7/' } }, 'UPSTREAM_BAD_RESPONSE'],
  ['400', status(400, html, 'text/html'), 'UPSTREAM_BAD_RESPONSE'],
  ['401', status(401, JSON.stringify({ message: sql })), 'UNAUTHENTICATED'],
  ['401 without a body', status(401), 'UNAUTHENTICATED'],
  ['403', status(403, JSON.stringify({ message: sql })), 'FORBIDDEN'],
  ['404', status(404, '{"message":"Route not found."}'), 'UPSTREAM_BAD_RESPONSE'],
  ['404 with HTML', status(404, html, 'text/html'), 'UPSTREAM_BAD_RESPONSE'],
  ['429', status(429, '{}'), 'RATE_LIMITED'],
  ['429 with Retry-After', { ...status(429), headers: { 'Retry-After': '60' } }, 'RATE_LIMITED'],
  ['500 with SQL', status(500, JSON.stringify({ detail: sql })), 'UPSTREAM_UNAVAILABLE'],
  ['502 with HTML', status(502, html, 'text/html'), 'UPSTREAM_UNAVAILABLE'],
  ['503', status(503), 'UPSTREAM_UNAVAILABLE'],
  [
    '503 with Retry-After',
    { ...status(503), headers: { 'Retry-After': '60' } },
    'UPSTREAM_UNAVAILABLE',
  ],
  ['504', status(504), 'UPSTREAM_UNAVAILABLE'],
];

/** The write has no body to break. */
const faultsAfterwards = new Set(['truncatedBody', 'resetBody']);
/** With a body that is slow the write would have to be in time. */
const faultsOfWrites = faults.filter(([name]) => name !== 'a slow body');

const everyRootField = /* GraphQL */ `
  query EveryRootField($logId: ID!, $eventId: ID!) {
    auditLogs {
      totalCount
      nodes {
        id
      }
    }
    auditEvents {
      totalCount
      nodes {
        id
      }
    }
    auditTimeline {
      nodes {
        id
      }
      sources {
        source
        isIncluded
        code
      }
    }
    log: node(id: $logId) {
      id
    }
    event: node(id: $eventId) {
      id
    }
    nodes(ids: [$logId, $eventId]) {
      id
    }
    viewer {
      username
    }
    user(by: { username: "dana" }) {
      username
    }
    organization(by: { name: "platform" }) {
      name
    }
    organizations {
      name
    }
    upstreams {
      source
      code
    }
  }
`;

const generate = /* GraphQL */ `
  mutation GenerateUnderFault {
    generateTestAuditLog {
      auditLog {
        action
      }
    }
  }
`;

describe('a system that fails', () => {
  let acme: Acme;
  let ids: { logId: string; eventId: string };

  async function start(system?: 'coder' | 'bindplane', code?: string): Promise<void> {
    acme = await startAcme({
      coder: { auditLogs: [auditLog(1)] },
      bindplane: { events: [auditEvent(1)] },
      config: {
        requestTimeoutMs: patience,
        upstreamTimeoutMs: patience,
        upstreamRetries: 1,
        coderCalls: { maxCalls: 32, maxCallsPerCaller: 16, maxAnswerBytes: 1_000_000 },
        bindplaneCalls: { maxCalls: 32, maxCallsPerCaller: 16, maxAnswerBytes: 1_000_000 },
      },
      // Only what never comes may be too late.
      timeouts: system && code === 'UPSTREAM_TIMEOUT' ? { [system]: timeoutMs } : {},
      clock: stillClock,
    });
  }

  async function failing(system: 'coder' | 'bindplane', fault: Fault | 'refused'): Promise<void> {
    if (fault === 'refused') await acme[system].close();
    else acme[system].faults.rule(() => fault);
  }

  beforeAll(async () => {
    await start();
    const { data } = await acme.gateway.query<Record<string, { nodes: { id: string }[] }>>(
      '{ auditLogs { nodes { id } } auditEvents { nodes { id } } }',
    );
    ids = {
      logId: data!['auditLogs']!.nodes[0]!.id,
      eventId: data!['auditEvents']!.nodes[0]!.id,
    };
    await acme.close();
  });

  afterEach(() => acme.close());

  it.each(faults)('leaves the fields of Bindplane when Coder is %s', async (_name, fault, code) => {
    await start('coder', code);
    await failing('coder', fault);

    const { data, errors } = await ask();

    const event = { id: ids.eventId };
    expect(data).toEqual({
      auditLogs: null,
      auditEvents: { totalCount: 1, nodes: [event] },
      auditTimeline: {
        nodes: [event],
        sources: [
          { source: 'CODER', isIncluded: false, code },
          { source: 'BINDPLANE', isIncluded: true, code: null },
        ],
      },
      log: null,
      event,
      nodes: [null, event],
      viewer: null,
      user: null,
      organization: null,
      organizations: null,
      upstreams: [
        { source: 'CODER', code },
        { source: 'BINDPLANE', code: null },
      ],
    });
    expect(errors).toEqual(
      ['auditLogs', 'log', 'nodes.0', 'organization', 'organizations', 'user', 'viewer'].map(
        (path) => ({ path, code, upstream: 'CODER' }),
      ),
    );
  });

  it.each(faults)('leaves the fields of Coder when Bindplane is %s', async (_name, fault, code) => {
    await start('bindplane', code);
    await failing('bindplane', fault);

    const { data, errors } = await ask();

    const log = { id: ids.logId };
    expect(data).toEqual({
      auditLogs: { totalCount: 1, nodes: [log] },
      auditEvents: null,
      auditTimeline: {
        nodes: [log],
        sources: [
          { source: 'CODER', isIncluded: true, code: null },
          { source: 'BINDPLANE', isIncluded: false, code },
        ],
      },
      log,
      event: null,
      nodes: [log, null],
      viewer: { username: 'olga' },
      user: { username: 'dana' },
      organization: { name: 'platform' },
      organizations: [{ name: 'platform' }, { name: 'research' }],
      upstreams: [
        { source: 'CODER', code: null },
        { source: 'BINDPLANE', code },
      ],
    });
    expect(errors).toEqual(
      ['auditEvents', 'event', 'nodes.1'].map((path) => ({ path, code, upstream: 'BINDPLANE' })),
    );
  });

  it.each(faultsOfWrites)(
    'fails the mutation once when Coder is %s',
    async (_name, fault, code) => {
      await start('coder', code);
      await failing('coder', fault);

      const answer = await acme.gateway.query(generate);

      const isWritten = fault !== 'refused' && faultsAfterwards.has(fault.kind);
      expect(answer.data).toEqual({ generateTestAuditLog: isWritten ? { auditLog: null } : null });
      expect(answer.errors?.map(({ extensions }) => extensions)).toMatchObject([
        { code, upstream: 'CODER', ...(isWritten && { written: true }) },
      ]);
      expectNothingLeaked(answer);
      const posts = acme.coder.traffic.calls.filter(({ method }) => method === 'POST');
      expect(posts.length).toBeLessThanOrEqual(1);
    },
  );

  async function ask() {
    const answer = await acme.gateway.query(everyRootField, ids);
    expectNothingLeaked(answer);
    for (const { extensions } of answer.errors ?? []) {
      if (extensions?.['code'] !== 'RATE_LIMITED') continue;
      expect(extensions['retryAfterSeconds']).toBeGreaterThan(0);
    }
    const errors = answer.errors?.map(({ path, extensions }) => ({
      path: path?.join('.'),
      code: extensions?.['code'],
      upstream: extensions?.['upstream'],
    }));
    return {
      data: answer.data,
      errors: errors?.toSorted((a, b) => (a.path! < b.path! ? -1 : 1)),
    };
  }

  function expectNothingLeaked(answer: unknown): void {
    const told = JSON.stringify(answer) + acme.gateway.log.join('');
    expect(told).not.toMatch(/pq:|10\.0\.0\.7|127\.0\.0\.1|<html>/);
    expect(told).not.toContain(coderToken);
    expect(told).not.toContain(bindplaneKey);
  }
});

function status(code: number, body = '', contentType = 'application/json') {
  return { kind: 'status', status: code, body, contentType } as const;
}
