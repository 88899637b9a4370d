import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Acme } from '../support/acme.ts';
import {
  auditEvent,
  auditLog,
  bindplaneKey,
  coderToken,
  dana,
  owner,
  startAcme,
  uuid,
} from '../support/acme.ts';
import { startGateway } from '../support/gateway.ts';
import type { Gateway } from '../support/gateway.ts';
import { createTeamsSubgraph, createTicketsSubgraph } from '../support/other-subgraphs.ts';
import { composeSupergraph, createRouter } from '../support/supergraph.ts';
import type { Router } from '../support/supergraph.ts';

const credentials = {
  'Coder-Session-Token': coderToken,
  'X-Bindplane-Api-Key': bindplaneKey,
};

const summary = 'dana updated template template-1';

describe('a supergraph', () => {
  let acme: Acme;
  let gateway: Gateway;
  let router: Router;
  let sdl: string;

  beforeAll(async () => {
    acme = await startAcme({
      coder: {
        auditLogs: [
          auditLog(1, { time: '2026-02-10T11:00:00Z' }),
          auditLog(2, { user_id: owner.id }),
        ],
      },
      bindplane: { events: [auditEvent(1, { timestamp: '2026-02-10T12:00:00Z' })] },
    });
    gateway = await startGateway({
      coder: { url: acme.coder.url },
      bindplane: { url: acme.bindplane.url },
    });
    const answer = await gateway.query<{ _service: { sdl: string } }>('{ _service { sdl } }');
    ({ sdl } = answer.data!['_service']);
    const logs = await gateway.query<{ auditLogs: { nodes: { id: string }[] } }>(
      '{ auditLogs { nodes { id } } }',
      {},
      credentials,
    );
    const [first] = logs.data!.auditLogs.nodes;
    const others = [
      createTeamsSubgraph({
        red: ['DANA.reyes@example.com', 'stranger@example.com'],
        blue: ['olga@example.com'],
      }),
      createTicketsSubgraph([
        { id: '1', title: 'Who changed it?', evidence: first!.id },
        { id: '2', title: 'A dead link', evidence: 'nonsense' },
      ]),
    ];
    router = createRouter(composeSupergraph(sdl, gateway.url, others), others);
  });

  afterAll(async () => {
    await gateway.close();
    await acme.close();
  });

  beforeEach(() => {
    acme.coder.traffic.reset();
    acme.bindplane.traffic.reset();
  });

  it('answers a query that starts in another subgraph and ends here', async () => {
    const answer = await router.query(
      '{ teams { name members { username auditLogs(first: 1) { nodes { summary } } } } }',
      credentials,
    );

    expect(answer).toEqual({
      data: {
        teams: [
          {
            name: 'red',
            members: [
              { username: 'dana', auditLogs: { nodes: [{ summary }] } },
              { username: null, auditLogs: null },
            ],
          },
          {
            name: 'blue',
            members: [
              {
                username: 'olga',
                auditLogs: { nodes: [{ summary: 'olga updated template template-2' }] },
              },
            ],
          },
        ],
      },
    });
  });

  it('answers a query that starts here and ends in another subgraph', async () => {
    const answer = await router.query(
      '{ auditTimeline(first: 3) { nodes { source actor { username team { name } } } } }',
      credentials,
    );

    expect(answer).toEqual({
      data: {
        auditTimeline: {
          nodes: [
            { source: 'BINDPLANE', actor: { username: 'dana', team: { name: 'red' } } },
            { source: 'CODER', actor: { username: 'dana', team: { name: 'red' } } },
            { source: 'CODER', actor: { username: 'olga', team: { name: 'blue' } } },
          ],
        },
      },
    });
  });

  it("follows another type's reference to an entry, and on to a third subgraph", async () => {
    const answer = await router.query(
      '{ tickets { title evidence { logId summary actor { userId team { members { username } } } } } }',
      credentials,
    );

    expect(answer.data).toEqual({
      tickets: [
        {
          title: 'Who changed it?',
          evidence: {
            logId: uuid('a', 1),
            summary,
            actor: {
              userId: dana.id,
              team: { members: [{ username: 'dana' }, { username: null }] },
            },
          },
        },
        { title: 'A dead link', evidence: null },
      ],
    });
    expect(answer.errors).toMatchObject([{ path: ['tickets', 1, 'evidence', 'logId'] }]);
  });

  it('joins all people of an answer in one batch', async () => {
    const members = Array.from({ length: 30 }, (_item, index) => `person${index}@example.com`);
    const others = [createTeamsSubgraph({ green: ['olga@example.com', ...members] })];
    const large = createRouter(composeSupergraph(sdl, gateway.url, others), others);

    const { data } = await large.query('{ teams { members { username } } }', credentials);

    expect(data).toMatchObject({
      teams: [{ members: [{ username: 'olga' }, ...members.map(() => ({ username: null }))] }],
    });
    expect(acme.coderCalls()).toEqual(['/api/v2/users?limit=0']);
  });

  it('leaves root fields of the same names to the others', async () => {
    const answer = await router.query('{ viewer { team { name } } organizations }', credentials);

    expect(answer).toEqual({ data: { viewer: { team: null }, organizations: null } });
  });

  it('shows what is missing when the router passes no credential on', async () => {
    const { data, errors } = await router.query('{ teams { name members { username } } }');

    expect(data).toMatchObject({ teams: [{ name: 'red' }, { name: 'blue' }] });
    expect(errors?.map(({ extensions }) => extensions)).toContainEqual({
      code: 'UNAUTHENTICATED',
      upstream: 'CODER',
    });
    expect(acme.coderCalls()).toEqual([]);
  });
});
