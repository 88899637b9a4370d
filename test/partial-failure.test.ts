import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Acme } from './support/acme.ts';
import { auditEvent, auditLog, bindplaneKey, coderToken, startAcme } from './support/acme.ts';
import { startGateway } from './support/gateway.ts';
import { graphql } from './graphql/gql.ts';

const both = graphql(`
  query BothSystems {
    auditLogs {
      nodes {
        summary
      }
    }
    auditEvents {
      nodes {
        summary
      }
    }
    organizations {
      name
    }
  }
`);

const logs = { nodes: [{ summary: 'dana updated template template-1' }] };
const events = {
  nodes: [{ summary: 'Dana Reyes modified source nginx in edge-prod, version 7' }],
};

describe('when one system fails', () => {
  let acme: Acme;

  beforeEach(async () => {
    acme = await startAcme({
      coder: { auditLogs: [auditLog(1)] },
      bindplane: { events: [auditEvent(1)] },
    });
  });

  afterEach(() => acme.close());

  it.each([
    [
      'UPSTREAM_UNAVAILABLE',
      { kind: 'status', status: 502, body: '<html>', contentType: 'text/html' },
    ],
    ['UPSTREAM_UNAVAILABLE', { kind: 'reset' }],
    [
      'UPSTREAM_BAD_RESPONSE',
      { kind: 'status', status: 200, body: '<html>', contentType: 'text/html' },
    ],
    ['UNAUTHENTICATED', { kind: 'status', status: 401 }],
    ['FORBIDDEN', { kind: 'status', status: 403 }],
  ] as const)('answers from Coder beside %s of Bindplane', async (code, fault) => {
    acme.bindplane.faults.rule(() => fault);

    const { data, errors } = await acme.gateway.query(both);

    expect(data).toMatchObject({
      auditLogs: logs,
      auditEvents: null,
      organizations: [{ name: 'platform' }, { name: 'research' }],
    });
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.path?.[0]).toBe('auditEvents');
    expect(errors?.[0]?.extensions).toEqual({ code, upstream: 'BINDPLANE' });
  });

  it('answers from Bindplane when nothing listens where Coder was', async () => {
    await acme.coder.close();

    const { data, errors } = await acme.gateway.query(both);

    expect(data).toEqual({ auditLogs: null, auditEvents: events, organizations: null });
    expect(errors?.map(({ path }) => path?.[0]).toSorted()).toEqual(['auditLogs', 'organizations']);
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'UPSTREAM_UNAVAILABLE', upstream: 'CODER' },
      { code: 'UPSTREAM_UNAVAILABLE', upstream: 'CODER' },
    ]);
  });

  it('answers from Bindplane when Coder answers too late', async () => {
    acme.coder.faults.rule(() => ({ kind: 'neverAnswer' }));
    const hasty = await startGateway({
      coder: { url: acme.coder.url, token: coderToken },
      bindplane: { url: acme.bindplane.url, token: bindplaneKey },
      timeouts: { coder: 300 },
    });

    const { data, errors } = await hasty.query(both);
    await hasty.close();

    expect(data).toEqual({ auditLogs: null, auditEvents: events, organizations: null });
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'UPSTREAM_TIMEOUT', upstream: 'CODER' },
      { code: 'UPSTREAM_TIMEOUT', upstream: 'CODER' },
    ]);
  });

  it('never shows what a failing system said of itself', async () => {
    const detail = 'pq: password authentication failed for user "coder" at 10.0.0.7';
    acme.coder.faults.rule(() => ({
      kind: 'status',
      status: 500,
      body: JSON.stringify({ message: 'An internal server error occurred.', detail }),
    }));

    const answer = await acme.gateway.query(both);

    expect(answer.data?.auditLogs).toBeNull();
    expect(JSON.stringify(answer)).not.toMatch(/pq:|10\.0\.0\.7|127\.0\.0\.1/);
  });
});
