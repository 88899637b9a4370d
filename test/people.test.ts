import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../src/schema/global-id.ts';
import type { StoredAuditLog, StoredUser } from '../src/simulator/coder/state.ts';
import { graphql } from './graphql/gql.ts';
import type { Acme } from './support/acme.ts';
import {
  auditEvent,
  auditLog,
  bindplaneKey,
  bindplaneUser,
  coderToken,
  dana,
  gone,
  now,
  owner,
  platform,
  robot,
  startAcme,
  user,
  uuid,
} from './support/acme.ts';
import { startGateway } from './support/gateway.ts';

/** Deleted, with capitals in the e-mail, which Coder's search cannot express. */
const goneCapital = user(5, 'gone-capital', { email: 'Gone.Capital@example.com', deleted: true });
/** Deleted; somebody living has the name and the e-mail by now. */
const goneTwin = user(6, 'twin', { deleted: true });
const twin = user(7, 'twin');
/** Deleted, and found by nothing but the id. */
const goneRobot = user(8, 'gone-robot', { email: '', deleted: true });
const prebuilds = user(9, 'prebuilds', { email: 'prebuilds@system', is_system: true });
const crowd = Array.from({ length: 20 }, (_item, index) => user(100 + index, `person${index}`));
const kinds = [owner, dana, robot, gone, goneCapital, goneTwin, twin, goneRobot, prebuilds];
const users = [...kinds, ...crowd];

/** May read the rows of one organization, and no user but herself. */
const orgAuditor = user(10, 'orgauditor', {
  roles: [{ name: 'organization-auditor', display_name: '', organization_id: platform.id }],
});
const orgAuditorToken = 'cccccccccc-dddddddddddddddddddddd';

const actors = graphql(`
  query ActorsOfEverything {
    auditTimeline(first: 100) {
      nodes {
        actorName
        actor {
          username
          isServiceAccount
          organizations {
            name
          }
        }
      }
    }
  }
`);

const everyPath = graphql(`
  query PeopleOnEveryPath($node: ID!, $id: UUID!, $name: String!, $email: String!) {
    node(id: $node) {
      ... on User {
        username
      }
    }
    byId: user(by: { userId: $id }) {
      username
    }
    byName: user(by: { username: $name }) {
      username
    }
    byEmail: user(by: { email: $email }) {
      username
    }
    auditTimeline(first: 100) {
      nodes {
        actor {
          username
          organizations {
            name
          }
        }
      }
    }
  }
`);

const logsOf = graphql(`
  query AuditLogsOfUser($id: UUID!) {
    user(by: { userId: $id }) {
      auditLogs(first: 10) {
        totalCount
        nodes {
          actor {
            userId
          }
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
`);

const eventsOf = graphql(`
  query AuditEventsOfUser($id: UUID!) {
    user(by: { userId: $id }) {
      auditEvents(first: 10) {
        nodes {
          actorName
        }
      }
    }
  }
`);

const eventActors = graphql(`
  query ActorsOfEvents {
    auditEvents(first: 100) {
      nodes {
        actorName
        actor {
          username
        }
      }
    }
  }
`);

/** Newest first, one a minute. */
function rowsBy(people: readonly StoredUser[]): StoredAuditLog[] {
  return people.map(({ id }, index) =>
    auditLog(index, { user_id: id, organization_id: platform.id, time: minutesAgo(index + 1) }),
  );
}

function minutesAgo(minutes: number): string {
  return new Date(Date.parse(now) - minutes * 60_000).toISOString();
}

function callsTo(paths: readonly string[]): string[] {
  return paths.map((path) => path.replace(/^\/api\/v2|\?(?!limit=0|q=search).*$/g, '')).toSorted();
}

describe('people', () => {
  let acme: Acme;

  beforeAll(async () => {
    acme = await startAcme({
      coder: { users },
      bindplane: {
        users: [
          bindplaneUser(1, {
            name: 'dreyes',
            displayName: 'Dana Reyes',
            email: dana.email.toLowerCase(),
          }),
          bindplaneUser(2, { name: 'olga', displayName: 'Sam Lee', email: owner.email }),
          bindplaneUser(3, { name: 'sam', displayName: 'Sam Lee', email: crowd[1]!.email }),
          bindplaneUser(4, { name: 'twin', email: twin.email }),
          bindplaneUser(5, { name: 'gone', email: gone.email }),
          bindplaneUser(6, { name: 'outsider', email: 'outsider@elsewhere.org' }),
          bindplaneUser(7, { name: 'nobody' }),
        ],
      },
    });
  });

  afterAll(() => acme.close());

  beforeEach(() => {
    acme.coder.database.remove(acme.coder.database.rows.map(({ id }) => id));
    acme.bindplane.trail.remove(acme.bindplane.trail.events.map(({ id }) => id));
    acme.coder.traffic.reset();
    acme.bindplane.traffic.reset();
  });

  it('come in one batch for the whole request, whatever the path', async () => {
    acme.coder.database.insert(rowsBy([...crowd, gone, prebuilds]));
    acme.bindplane.trail.insert([
      auditEvent(1, { user: 'dreyes' }),
      auditEvent(2, { user: twin.email }),
    ]);

    const { data, errors } = await acme.gateway.query(everyPath, {
      node: encodeGlobalId({ type: 'User', id: crowd[0]!.id }),
      id: crowd[1]!.id,
      name: 'PERSON2',
      email: 'Person3@example.com',
    });

    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      node: { username: 'person0' },
      byId: { username: 'person1' },
      byName: { username: 'person2' },
      byEmail: { username: 'person3' },
    });
    expect(data?.auditTimeline?.nodes).toHaveLength(24);
    expect(callsTo(acme.coderCalls())).toEqual(
      [
        '/audit',
        '/organizations',
        // The four at the top are asked for before the page shows how many there are.
        `/users/${crowd[0]!.id}`,
        `/users/${crowd[1]!.id}`,
        '/users/person2',
        '/users?q=search:person3@example.com',
        // The rest, and those that the list lacks.
        '/users?limit=0',
        `/users/${gone.id}`,
        `/users/${prebuilds.id}`,
      ].toSorted(),
    );
    expect(acme.bindplaneCalls().filter((path) => path === '/v1/users')).toHaveLength(1);
  });

  it('cost a page of a hundred entries three calls', async () => {
    const authors = Array.from({ length: 200 }, (_item, index) => crowd[index % crowd.length]!);
    acme.coder.database.insert(rowsBy(authors));
    acme.bindplane.trail.insert(
      authors.map((_author, index) =>
        auditEvent(index, { user: 'Dana Reyes', timestamp: minutesAgo(index + 1) }),
      ),
    );

    const { data, errors } = await acme.gateway.query(actors);

    expect(errors).toBeUndefined();
    expect(data?.auditTimeline?.nodes).toHaveLength(100);
    // The list of users, of organizations, and of Bindplane's users; the others are for the page.
    expect(callsTo(acme.coderCalls())).toEqual(['/audit', '/organizations', '/users?limit=0']);
    expect(acme.bindplaneCalls().filter((path) => !path.startsWith('/v1/audit-events'))).toEqual([
      '/v1/users',
    ]);
  });

  it('are shown with their organizations when deleted, of the system or machines', async () => {
    acme.coder.database.insert(rowsBy([gone, goneTwin, prebuilds, robot, goneRobot]));

    const { data, errors } = await acme.gateway.query(actors);

    const organizations = [{ name: 'platform' }];
    expect(errors).toBeUndefined();
    expect(data?.auditTimeline?.nodes.map(({ actor }) => actor)).toEqual([
      { username: 'gone', isServiceAccount: false, organizations },
      { username: 'twin', isServiceAccount: false, organizations },
      { username: 'prebuilds', isServiceAccount: false, organizations },
      { username: 'robot', isServiceAccount: true, organizations },
      { username: 'gone-robot', isServiceAccount: false, organizations },
    ]);
  });

  it.each([
    ['living', owner],
    ['living, with capitals in the e-mail', dana],
    ['a machine without an e-mail', robot],
    ['deleted', gone],
    ['deleted, with capitals in the e-mail', goneCapital],
    ['deleted, while a living one has the name and the e-mail', goneTwin],
    ['living, while a deleted one had the name and the e-mail', twin],
    ['a deleted machine', goneRobot],
    ['of the system', prebuilds],
  ])('show all that they did in Coder, and nothing else: %s', async (_kind, person) => {
    acme.coder.database.insert(
      rowsBy(Array.from({ length: 54 }, (_item, index) => kinds[index % kinds.length]!)),
    );

    const { data, errors } = await acme.gateway.query(logsOf, { id: person.id });

    expect(errors).toBeUndefined();
    expect(data?.user?.auditLogs).toEqual({
      totalCount: 6,
      nodes: Array.from({ length: 6 }, () => ({ actor: { userId: person.id } })),
      pageInfo: { hasNextPage: false },
    });
  });

  it('are tied to an event by e-mail, for certain or not at all', async () => {
    const names = {
      dreyes: 'dana',
      ' Dana Reyes ': 'dana',
      'DANA.reyes@example.com': 'dana',
      [bindplaneUser(1).id]: 'dana',
      'person4@example.com': 'person4',
      // Its only Bindplane user, whatever the living name of Coder is.
      olga: 'olga',
      twin: 'twin',
      // Two users of Bindplane are called that.
      'Sam Lee': null,
      // The e-mail is that of a deleted user, of nobody in Coder, of nobody at all.
      gone: null,
      [gone.email]: null,
      outsider: null,
      nobody: null,
      // Names and parts of names of Coder.
      person5: null,
      'eyes@example.com': null,
      'person_@example.com': null,
      prebuilds: null,
    };
    acme.bindplane.trail.insert(
      Object.keys(names).map((name, index) => auditEvent(index, { user: name })),
    );

    const { data, errors } = await acme.gateway.query(eventActors);

    expect(errors).toBeUndefined();
    const shown = data!.auditEvents!.nodes.map(({ actorName, actor }) => [
      actorName,
      actor?.username ?? null,
    ]);
    expect(Object.fromEntries(shown)).toEqual(names);
  });

  it('show what they did in Bindplane under each of their names', async () => {
    const names = ['dreyes', 'Dana Reyes', 'Dana.Reyes@Example.com', 'DREYES'];
    acme.bindplane.trail.insert(
      [...names, 'Dana', 'reyes', 'Sam Lee', '', 'dana'].map((name, index) =>
        auditEvent(index, { user: name }),
      ),
    );

    const { data, errors } = await acme.gateway.query(eventsOf, { id: dana.id });

    expect(errors).toBeUndefined();
    const shown = data!.user!.auditEvents!.nodes.map(({ actorName }) => actorName);
    expect(shown.toReversed()).toEqual(names);
  });

  it.each([
    ['a name is shared', owner],
    ['they have no e-mail', robot],
    ['a living user has the e-mail by now', goneTwin],
  ])('show nothing of Bindplane when %s', async (_why, person) => {
    acme.bindplane.trail.insert([auditEvent(1, { user: 'twin' }), auditEvent(2, { user: 'olga' })]);

    const { data, errors } = await acme.gateway.query(eventsOf, { id: person.id });

    expect(data?.user).toEqual({ auditEvents: null });
    expect(errors).toMatchObject([
      {
        path: ['user', 'auditEvents'],
        extensions: { code: 'BAD_USER_INPUT', argument: 'filter.actor' },
      },
    ]);
  });

  it('show what they did in Bindplane when deleted, if nobody else has the e-mail', async () => {
    acme.bindplane.trail.insert([auditEvent(1, { user: 'gone' })]);

    const { data } = await acme.gateway.query(eventsOf, { id: gone.id });

    expect(data?.user?.auditEvents?.nodes).toEqual([{ actorName: 'gone' }]);
  });
});

describe.each(['2.20.3', '2.24.2', '2.30.9', '2.35.1'] as const)('on Coder %s', (version) => {
  let acme: Acme;

  beforeAll(async () => {
    acme = await startAcme({
      coder: {
        version,
        users: [...users, orgAuditor],
        tokens: { [coderToken]: owner.id, [orgAuditorToken]: orgAuditor.id },
        auditLogs: rowsBy([...crowd.slice(0, 12), gone, orgAuditor]),
      },
      bindplane: { events: [auditEvent(1, { user: dana.email })] },
    });
  });

  afterAll(() => acme.close());

  it.each([
    { userId: uuid('d', 99) },
    { username: 'nobody' },
    { username: 'gone' },
    { email: 'nobody@example.com' },
    { email: gone.email },
  ])('nobody is %j, without an error', async (by) => {
    const answer = await acme.gateway.query(
      'query ($by: AuditUserBy!) { user(by: $by) { username } }',
      { by },
    );

    expect(answer).toEqual({ data: { user: null } });
  });

  it('a caller who may not read users sees what rows embed of them, and no error', async () => {
    const gateway = await startGateway({
      coder: { url: acme.coder.url },
      bindplane: { url: acme.bindplane.url, token: bindplaneKey },
    });

    const { data, errors } = await gateway.query(
      actors,
      {},
      {
        'Coder-Session-Token': orgAuditorToken,
      },
    );

    expect(errors).toBeUndefined();
    const hidden = { isServiceAccount: null, organizations: null };
    expect(data?.auditTimeline?.nodes.map(({ actor }) => actor)).toEqual([
      ...crowd.slice(0, 12).map(({ username }) => ({ username, ...hidden })),
      { username: 'gone', ...hidden },
      { username: 'orgauditor', isServiceAccount: false, organizations: [{ name: 'platform' }] },
      null,
    ]);
    await gateway.close();
  });
});
