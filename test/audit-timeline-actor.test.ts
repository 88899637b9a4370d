import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Acme } from './support/acme.ts';
import { auditEvent, auditLog, dana, owner, robot, startAcme } from './support/acme.ts';

const timeline = `query ($actor: AuditUserBy!, $sources: [AuditSource!]) {
  auditTimeline(filter: { sources: $sources, actor: $actor }) {
    nodes { source }
    sources { source isIncluded code }
    pageInfo { hasNextPage }
  }
}`;

describe('auditTimeline by actor', () => {
  let acme: Acme;

  beforeAll(async () => {
    acme = await startAcme({
      coder: {
        auditLogs: [dana, owner, robot].map(({ id }, index) => auditLog(index, { user_id: id })),
      },
      bindplane: {
        events: [auditEvent(1), auditEvent(2, { user: owner.email.toUpperCase() })],
      },
    });
  });

  afterAll(() => acme.close());

  it('refuses a person whom the only system asked for cannot tell from others', async () => {
    const { data, errors } = await acme.gateway.query(timeline, {
      actor: { username: robot.username },
      sources: ['BINDPLANE'],
    });

    expect(data).toEqual({ auditTimeline: null });
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'filter.actor' });
  });

  it.each([
    [dana, ['BINDPLANE', 'CODER'], { isIncluded: true, code: null }],
    [owner, ['BINDPLANE', 'CODER'], { isIncluded: true, code: 'NO_ACCOUNT' }],
    [robot, ['CODER'], { isIncluded: false, code: 'ACTOR_AMBIGUOUS' }],
  ])('says what Bindplane knows of them: $username', async ({ username }, shown, told) => {
    const { data } = await acme.gateway.query(timeline, { actor: { username } });

    const { nodes, sources, pageInfo } = data!['auditTimeline'] as {
      nodes: readonly { source: string }[];
      sources: readonly object[];
      pageInfo: object;
    };
    expect(nodes.map(({ source }) => source)).toEqual(shown);
    expect(sources).toEqual([
      { source: 'CODER', isIncluded: true, code: null },
      { source: 'BINDPLANE', ...told },
    ]);
    expect(pageInfo).toEqual({ hasNextPage: false });
  });

  it('warns in the list of Bindplane of a person without an account', async () => {
    const { data } = await acme.gateway.query(
      `{ auditEvents(filter: { actor: { username: "olga" } }) {
        nodes { actorName } totalCount warnings { code source }
      } }`,
    );

    expect(data).toEqual({
      auditEvents: {
        nodes: [{ actorName: 'OLGA@EXAMPLE.COM' }],
        totalCount: 1,
        warnings: [{ code: 'NO_ACCOUNT', source: 'BINDPLANE' }],
      },
    });
  });
});
