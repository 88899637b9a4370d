import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startAcme } from './support/acme.ts';
import type { Acme } from './support/acme.ts';

const upstreams = '{ upstreams { source isReachable version code message } }';
const hidden = 'Resource not found or you do not have access to this resource';
const databaseIsDown =
  'An internal error occurred. Please try again or contact the system administrator.';

let acme: Acme;

function answer(status: number, body: unknown) {
  return { kind: 'status', status, body: JSON.stringify(body) } as const;
}

beforeEach(async () => {
  acme = await startAcme();
});

afterEach(() => acme.close());

/** Coder answers whatever needs a credential like this. */
function refuseWith(status: number, body: string, contentType = 'application/json'): void {
  acme.coder.faults.rule(({ path }) =>
    path === '/api/v2/buildinfo' ? undefined : { kind: 'status', status, body, contentType },
  );
}

async function errorsOf(query: string) {
  const { errors } = await acme.gateway.query(query);
  return errors?.map(({ message, extensions }) => [extensions?.['code'], message]);
}

describe('a Coder whose database is down', () => {
  it('is unavailable although it answers 401', async () => {
    refuseWith(401, JSON.stringify({ message: databaseIsDown }));

    expect(await errorsOf('{ auditLogs { nodes { id } } }')).toEqual([
      [
        'UPSTREAM_UNAVAILABLE',
        'Coder cannot check credentials for GET /api/v2/audit: its database may be down.',
      ],
    ]);
  });

  it.each([401, 500])(
    'is not reachable, although its version is, when it answers %s',
    async (status) => {
      refuseWith(status, JSON.stringify({ message: databaseIsDown }));

      expect((await acme.gateway.query(upstreams)).data).toMatchObject({
        upstreams: [
          { source: 'CODER', isReachable: false, version: null, code: 'UPSTREAM_UNAVAILABLE' },
          { source: 'BINDPLANE', isReachable: true },
        ],
      });
    },
  );
});

describe('a Coder that refuses the credential', () => {
  it('is not reachable for its caller', async () => {
    refuseWith(401, JSON.stringify({ message: 'You are signed out.' }));

    expect((await acme.gateway.query(upstreams)).data).toMatchObject({
      upstreams: [
        {
          source: 'CODER',
          isReachable: false,
          code: 'UNAUTHENTICATED',
          message: 'Coder does not accept the credential.',
        },
        { source: 'BINDPLANE', isReachable: true },
      ],
    });
  });
});

describe('a token of narrow scope', () => {
  /** As Coder answers one of `application_connect`. */
  beforeEach(() => {
    acme.coder.faults.rule(({ path }) => {
      if (path === '/api/v2/users/me') return answer(404, { message: hidden });
      if (path === '/api/v2/organizations') return answer(200, []);
      return path === '/api/v2/buildinfo' ? undefined : answer(403, { message: 'Forbidden.' });
    });
  });

  it.each([
    '{ viewer { username } }',
    '{ organizations { name } }',
    '{ organization(by: { name: "platform" }) { name } }',
    '{ auditLogs { nodes { id } } }',
    '{ auditLogs(filter: { actor: { username: "me" } }) { nodes { id } } }',
  ])('is forbidden %s', async (query) => {
    expect(await errorsOf(query)).toMatchObject([['FORBIDDEN', expect.any(String)]]);
  });

  it('leaves Coder unreachable', async () => {
    expect((await acme.gateway.query(upstreams)).data).toMatchObject({
      upstreams: [{ isReachable: false, code: 'FORBIDDEN' }, { isReachable: true }],
    });
  });
});

it('gives no organizations to somebody who is in none', async () => {
  acme.coder.faults.rule(({ path }) =>
    path === '/api/v2/organizations' ? { kind: 'status', status: 200, body: '[]' } : undefined,
  );

  expect(await acme.gateway.query('{ organizations { name } }')).toEqual({
    data: { organizations: [] },
  });
});

it.each([
  ['as JSON', '{"message":"Route not found."}', 'application/json'],
  ['as a page', '<html>Not here</html>', 'text/html'],
])('hints at the path of the URL when a list is not found %s', async (_how, body, type) => {
  refuseWith(404, body, type);

  expect(await errorsOf('{ auditLogs { nodes { id } } }')).toEqual([
    [
      'UPSTREAM_BAD_RESPONSE',
      'Coder answered GET /api/v2/audit with status 404: look at the path in its URL, which may be doubled.',
    ],
  ]);
});

describe('a filter that makes the address too long', () => {
  it.each([414, 431])('is the fault of its caller when Coder answers %s', async (status) => {
    refuseWith(status, '<html>Too long</html>', 'text/html');

    expect(
      await errorsOf('{ auditLogs(filter: { resourceTarget: "x" }) { nodes { id } } }'),
    ).toEqual([
      [
        'BAD_USER_INPUT',
        'Coder refuses the address of GET /api/v2/audit as too long: ask with fewer or shorter values.',
      ],
    ]);
  });

  it('is the fault of its caller when Bindplane says so', async () => {
    acme.bindplane.faults.rule(() => ({ kind: 'status', status: 414, contentType: 'text/html' }));

    expect(
      await errorsOf('{ auditEvents(filter: { configuration: "x" }) { nodes { id } } }'),
    ).toMatchObject([['BAD_USER_INPUT', expect.stringContaining('too long')]]);
  });
});
