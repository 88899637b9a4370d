import { afterEach, describe, expect, it } from 'vitest';
import { startCoderSimulator } from '../../../src/simulator/coder/coder-simulator.ts';
import type {
  CoderSimulator,
  CoderSimulatorOptions,
} from '../../../src/simulator/coder/coder-simulator.ts';
import {
  ask,
  auditPage,
  nilUuid,
  otherOrganization,
  row,
  smallCompany,
  tokens,
  user,
  userId,
} from './small-company.ts';
import type { Reply } from './small-company.ts';

let simulator: CoderSimulator;

afterEach(() => simulator.close());

async function start(options: Partial<CoderSimulatorOptions> = {}): Promise<void> {
  simulator = await startCoderSimulator(smallCompany(options));
}

/** Status and the body's detail of a call with these headers and no token. */
async function detail(
  headers: Readonly<Record<string, string>>,
  query = '',
): Promise<readonly [number, string | undefined]> {
  const { status, body } = await ask(simulator, `/users/me${query}`, { as: '', headers });
  return [status, (body as { detail?: string }).detail];
}

function postWith(headers: Readonly<Record<string, string>>): Promise<Reply> {
  return ask(simulator, '/audit/testgenerate', { as: '', method: 'POST', body: '{}', headers });
}

async function statuses(
  count: number,
  path: string,
  init: Parameters<typeof ask>[2] = {},
): Promise<number[]> {
  const all: number[] = [];
  for (let call = 0; call < count; call += 1) all.push((await ask(simulator, path, init)).status);
  return all;
}

function now(): string {
  return '2026-03-01T00:00:30Z';
}

const signedOut =
  'You are signed out or your session has expired. Please sign in again to continue.';

describe('the token', () => {
  it('is taken from the cookie before the query, the header and the bearer', async () => {
    await start();
    const { owner } = tokens;
    const bad = 'malformed';
    const malformed = 'Invalid API key format: incorrect amount of API key parts, expected 2 got 1';

    expect(await detail({ Authorization: `BEARER ${owner}` })).toEqual([200, undefined]);
    expect(await detail({}, `?access_token=${owner}`)).toEqual([200, undefined]);
    expect(await detail({}, `?coder_session_token=${owner}`)).toEqual([200, undefined]);
    expect(await detail({ 'Coder-Session-Token': bad, Authorization: `Bearer ${owner}` })).toEqual([
      401,
      malformed,
    ]);
    expect(await detail({ 'Coder-Session-Token': bad }, `?coder_session_token=${owner}`)).toEqual([
      200,
      undefined,
    ]);
    expect(
      await detail({ Cookie: `a=b; coder_session_token=${bad}`, 'Coder-Session-Token': owner }),
    ).toEqual([401, malformed]);
  });

  it('is not looked for in a bearer before 2.25', async () => {
    await start({ version: '2.24.2' });

    expect(await detail({ Authorization: `Bearer ${tokens.owner}` })).toEqual([
      401,
      'Cookie "coder_session_token" or query parameter must be provided.',
    ]);
  });

  it.each([
    [
      'keyid00001-short',
      'Invalid API key format: invalid API key secret length, expected 22 got 5',
    ],
    ['a-b-c', 'Invalid API key format: incorrect amount of API key parts, expected 2 got 3'],
    ['keyid00001-0123456789abcdefghijkX', 'API key secret is invalid.'],
    ['keyid99999-0123456789abcdefghijkl', 'API key is invalid.'],
    ['keyid00098-0123456789abcdefghijkl', 'API key is invalid.'],
    ['keyid00099-0123456789abcdefghijkl', 'API key expired at "2026-03-01 00:00:00.5 +0000 UTC".'],
  ])('%s is refused', async (token, expected) => {
    await start({
      users: [user(98, { deleted: true })],
      now: () => '2026-03-01T00:00:01Z',
      tokens: {
        [tokens.owner]: userId(1),
        'keyid00098-0123456789abcdefghijkl': userId(98),
        'keyid00099-0123456789abcdefghijkl': {
          userId: userId(1),
          expiresAt: '2026-03-01T00:00:00.5Z',
        },
      },
    });

    const { status, body, headers } = await ask(simulator, '/users/me', { as: token });

    expect({ status, body }).toEqual({
      status: 401,
      body: { message: signedOut, detail: expected },
    });
    expect(headers.get('www-authenticate')).toContain('The access token has expired');
  });

  it('of a suspended user is refused and that of a dormant one wakes him', async () => {
    const [suspended, dormant] = [
      'keyid00010-0123456789abcdefghijkl',
      'keyid00011-0123456789abcdefghijkl',
    ];
    await start({
      users: [user(10, { status: 'suspended' }), user(11, { status: 'dormant' })],
      tokens: { [suspended]: userId(10), [dormant]: userId(11) },
    });

    expect((await ask(simulator, '/users/me', { as: suspended })).body).toEqual({
      message:
        'User is not active (status = "suspended"). Contact an admin to reactivate your account.',
    });
    expect((await ask(simulator, '/users/me', { as: dormant })).body).toMatchObject({
      status: 'active',
    });
    expect(simulator.database.users.get(userId(11))?.status).toBe('active');
  });

  it('in a cookie alone does not pass the CSRF check of a POST', async () => {
    await start();
    const cookie = `coder_session_token=${tokens.owner}`;

    const alone = await postWith({ Cookie: cookie });
    const both = await postWith({ Cookie: cookie, 'Coder-Session-Token': tokens.owner });

    expect(alone.status).toBe(400);
    expect(alone.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(both.status).toBe(204);
  });
});

describe('reading the log', () => {
  it('is for owners, auditors and those of an organization only', async () => {
    await start({
      auditLogs: [
        row(1),
        row(2, { organization_id: otherOrganization }),
        row(3, { organization_id: nilUuid }),
      ],
    });

    const seen: Record<string, unknown> = {};
    for (const [role, as] of Object.entries(tokens)) {
      const { status, body } = await ask(simulator, '/audit', { as });
      const { audit_logs: rows, count } = body as { audit_logs?: { id: string }[]; count?: number };
      seen[role] = status === 200 ? [count, rows?.map(({ id }) => Number(id.slice(-1)))] : status;
    }

    expect(seen).toEqual({
      owner: [3, [3, 2, 1]],
      auditor: [3, [3, 2, 1]],
      organizationAuditor: [1, [2]],
      organizationAdmin: [1, [1]],
      member: 403,
    });
  });

  it('without permission was once answered with nothing or with a 500', async () => {
    await start({ auditLogs: [row(1)], behaviour: { unauthorizedAudit: 'empty' } });
    const empty = await ask(simulator, '/audit', { as: tokens.member });
    await simulator.close();
    await start({ behaviour: { unauthorizedAudit: 'error' } });
    const error = await ask(simulator, '/audit', { as: tokens.member });

    expect([empty.status, empty.body]).toEqual([200, { audit_logs: [], count: 0 }]);
    expect([error.status, error.body]).toEqual([
      500,
      {
        message: 'An internal server error occurred.',
        detail: 'unauthorized: rbac: forbidden',
      },
    ]);
  });

  it('embeds users whom the caller may not read', async () => {
    await start({ auditLogs: [row(1, { organization_id: otherOrganization })] });

    const { audit_logs: page } = await auditPage(simulator, {}, tokens.organizationAuditor);
    const { status } = await ask(simulator, `/users/${userId(1)}`, {
      as: tokens.organizationAuditor,
    });

    expect(page[0]?.['user']).toMatchObject({ username: 'Olga' });
    expect(status).toBe(404);
  });

  it('refuses the name of an organization the caller may not read', async () => {
    await start();

    const { body } = await ask(simulator, '/audit?q=organization:MAIN', {
      as: tokens.organizationAuditor,
    });

    expect(body).toEqual({
      message: 'Invalid audit search query.',
      validations: [
        {
          field: 'organization',
          detail:
            'Query param "organization" has invalid value: organization "main" either does not ' +
            'exist, or you are unauthorized to view it',
        },
      ],
    });
  });
});

describe('the rate limit', () => {
  it('refuses the call after the last with the whole window to wait', async () => {
    await start({ requestsPerMinute: 5, now });

    const first = await ask(simulator, '/audit?limit=1');
    expect(await statuses(4, '/audit?limit=2')).toEqual([200, 200, 200, 200]);
    const sixth = await ask(simulator, '/audit?limit=3');

    expect(first.headers.get('x-ratelimit-limit')).toBe('5');
    expect(first.headers.get('x-ratelimit-remaining')).toBe('4');
    expect(first.headers.get('x-ratelimit-reset')).toBe(
      String(Date.parse('2026-03-01T00:01:00Z') / 1000),
    );
    expect(sixth.status).toBe(429);
    expect(sixth.headers.get('retry-after')).toBe('60');
    expect(sixth.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(sixth.body).toEqual({
      message: "You've been rate limited for sending more than 5 requests in 1m0s.",
    });
  });

  it('counts each path apart and each user since 2.32', async () => {
    await start({ requestsPerMinute: 2, now });

    expect(await statuses(3, '/users/me')).toEqual([200, 200, 429]);
    expect(await statuses(3, '/users/olga')).toEqual([200, 200, 429]);
    expect(await statuses(3, '/users/me', { as: tokens.member })).toEqual([200, 200, 429]);
  });

  it('counts by address before 2.32', async () => {
    await start({ requestsPerMinute: 2, now, version: '2.30.9' });

    expect(await statuses(2, '/users/me')).toEqual([200, 200]);
    expect(await statuses(1, '/users/me', { as: tokens.member })).toEqual([429]);
    expect(await statuses(1, '/users/olga')).toEqual([200]);
  });

  it('hides a 401 behind a 429', async () => {
    await start({ requestsPerMinute: 1, now });

    expect(await statuses(2, '/users/me', { as: '' })).toEqual([401, 429]);
  });

  it('slides: the window before counts by its remaining share', async () => {
    let time = '2026-03-01T00:00:59Z';
    await start({ requestsPerMinute: 4, now: () => time });

    expect(await statuses(5, '/users/me')).toEqual([200, 200, 200, 200, 429]);
    time = '2026-03-01T00:01:30Z';
    expect(await statuses(3, '/users/me')).toEqual([200, 200, 429]);
    time = '2026-03-01T00:04:00Z';
    expect(await statuses(5, '/users/me')).toEqual([200, 200, 200, 200, 429]);
  });

  it('is lifted for owners who ask and refuses others who ask', async () => {
    await start({ requestsPerMinute: 1, now });
    const headers = { 'X-Coder-Bypass-Ratelimit': 'true' };

    expect(await statuses(3, '/users/me', { headers })).toEqual([200, 200, 200]);
    expect(await statuses(1, '/users/me', { headers, as: tokens.member })).toEqual([428]);
  });

  it('sends no headers when there is none', async () => {
    await start();

    const { headers } = await ask(simulator, '/users/me');

    expect([...headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
  });
});

describe('every answer', () => {
  it.each(['/', '/nope', '/users/me', '/buildinfo', '/audit?limit=x'])(
    'to %s names its request and build and sets a CSRF cookie',
    async (path) => {
      await start();

      const first = await ask(simulator, path);
      const second = await ask(simulator, path);

      expect(first.headers.get('x-coder-build-version')).toBe('v2.35.1+a1b2c3d');
      expect(first.headers.get('x-coder-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(first.headers.get('x-coder-request-id')).not.toBe(
        second.headers.get('x-coder-request-id'),
      );
      expect(first.headers.get('set-cookie')).toMatch(/^csrf_token=/);
    },
  );

  it('to /healthz is a plain OK outside of the API', async () => {
    await start();

    const response = await fetch(`${simulator.url}/healthz`);

    expect([response.status, await response.text()]).toEqual([200, 'OK']);
    expect((await ask(simulator, '/healthz')).status).toBe(404);
  });

  it('to a wrong method is an empty 405 with the right one', async () => {
    await start();

    const audit = await ask(simulator, '/audit', { method: 'PUT' });
    const info = await ask(simulator, '/buildinfo', { method: 'POST', as: '' });
    const unknown = await ask(simulator, '/audit', { method: 'PUT', as: '' });

    expect([audit.status, audit.text, audit.headers.get('allow')]).toEqual([405, '', 'GET']);
    expect([info.status, info.headers.get('allow')]).toEqual([405, 'GET']);
    expect(unknown.status).toBe(401);
  });
});
