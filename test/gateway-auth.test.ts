import { createHash } from 'node:crypto';
import { exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import type { JWTPayload } from 'jose';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
  vi,
} from 'vitest';
import type { Config } from '../src/config/config.ts';
import type { GatewayAuth } from '../src/config/gateway-auth.ts';
import { startSimulatorServer } from '../src/simulator/simulator-server.ts';
import type { Simulator } from '../src/simulator/simulator-server.ts';
import { coderToken, startAcme } from './support/acme.ts';
import type { Acme } from './support/acme.ts';
import { eventually } from './support/eventually.ts';
import { callsWait } from './support/gateway-metric.ts';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { startIssuer } from './support/issuer.ts';
import type { Issuer } from './support/issuer.ts';
import { createVersionSchema, startVersionServer } from './support/version-schema.ts';

const hour = 3600;
const now = Math.floor(Date.now() / 1000);

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function bearer(token: string): { Authorization: string } {
  return { Authorization: `Bearer ${token}` };
}

let coder: Simulator;
let issuer: Issuer;
let gateway: Gateway;

async function start(auth: Partial<GatewayAuth>, config: Partial<Config> = {}): Promise<void> {
  gateway = await startGateway({
    schema: createVersionSchema(),
    coder: { url: coder.url, token: 'shared-coder-token' },
    config: { gatewayAuth: { tokens: [], readTokens: [], jwt: undefined, ...auth }, ...config },
  });
  onTestFinished(() => gateway.close());
}

async function ask(
  token: string,
): Promise<{ status: number; retryAfter: string | null; body: unknown }> {
  const response = await fetch(`${gateway.url}/graphql?query={coder}`, { headers: bearer(token) });
  const retryAfter = response.headers.get('retry-after');
  return { status: response.status, retryAfter, body: await response.json() };
}

const welcome = { status: 200, retryAfter: null, body: { data: { coder: 'v1.2.3' } } };
const refused = {
  status: 401,
  retryAfter: null,
  body: {
    errors: [
      {
        message: 'This gateway needs one of its tokens: Authorization: Bearer <token>.',
        extensions: { code: 'UNAUTHENTICATED' },
      },
    ],
  },
};
function refusedAs(message: string): object {
  const errors = [{ message, extensions: { code: 'UNAUTHENTICATED' } }];
  return { ...refused, body: { errors } };
}

const expired = refusedAs('This token has expired.');
const early = refusedAs('This token is not valid yet.');
const misdirected = refusedAs('This token is for another audience.');

/** What the log says of the request that has just been answered. */
async function lastLine(): Promise<Record<string, unknown>> {
  await vi.waitUntil(() => gateway.log.length > 0, 60_000);
  return JSON.parse(gateway.log.at(-1)!) as Record<string, unknown>;
}

const digest = expect.stringMatching(/^[\w-]{12}$/) as unknown;
const cut = 'x'.repeat(100);
const uncheckable = {
  status: 503,
  retryAfter: '5',
  body: {
    errors: [
      {
        message:
          'This gateway cannot check tokens now: the keys of their issuer cannot be fetched.',
        extensions: { code: 'UPSTREAM_UNAVAILABLE' },
      },
    ],
  },
};

beforeAll(async () => {
  coder = await startVersionServer();
});

beforeEach(async () => {
  issuer = await startIssuer();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await issuer.close();
});

afterAll(() => coder.close());

describe('a token given by its SHA-256', () => {
  beforeEach(() =>
    start({
      tokens: [`sha256:${sha256('first-token')}`, `sha256:${sha256('')}`],
      readTokens: [`sha256:${sha256('second-token').toUpperCase()}`],
    }),
  );

  it.each(['first-token', 'second-token'])('lets in who sends %s', async (token) => {
    expect(await ask(token)).toEqual(welcome);
  });

  it.each([`sha256:${sha256('first-token')}`, sha256('first-token'), '', 'third-token'])(
    'does not let in who sends %j',
    async (token) => {
      expect(await ask(token)).toEqual(refused);
    },
  );
});

describe('a token with a name', () => {
  beforeEach(() =>
    start({
      tokens: ['alice=token-of-alice', `bob=sha256:${sha256('token-of-bob')}`, 'c2VjcmV0IQ=='],
      readTokens: ['a.b-c_9=token-of-carol', 'short=7', '9=token-of-nobody'],
    }),
  );

  it.each([
    'token-of-alice',
    'alice=token-of-alice',
    'token-of-bob',
    'c2VjcmV0IQ==',
    'token-of-carol',
    'short=7',
    '9=token-of-nobody',
  ])('lets in who sends %s', async (token) => {
    expect(await ask(token)).toEqual(welcome);
  });

  it.each(['alice', 'alice=', '=', '7', 'token-of-nobody', 'bob=token-of-bob'])(
    'does not let in who sends %s',
    async (token) => {
      expect(await ask(token)).toEqual(refused);
    },
  );
});

describe('the log', () => {
  const auth = { tokens: ['alice=token-of-alice', 'token-of-nobody'] };

  it.each<[string, () => Promise<string>, unknown]>([
    ['the name of a token', async () => 'token-of-alice', 'alice'],
    ['the subject of a JSON Web Token', () => issuer.sign({ sub: 'olga@example' }), 'olga@example'],
    ['nobody by a token without a name', async () => 'token-of-nobody', digest],
    ['nobody whom it does not let in', async () => 'alice', digest],
    ['a long subject as far as it fits', () => issuer.sign({ sub: 'x'.repeat(999) }), cut],
  ])('names %s when that is wanted', async (_what, makeToken, caller) => {
    await start({ ...auth, jwt: issuer.rules }, { logLevel: 'info', logCaller: 'subject' });
    await ask(await makeToken());

    expect(await lastLine()).toMatchObject({ message: 'Request', caller });
  });

  it('names nobody otherwise', async () => {
    await start({ ...auth, jwt: issuer.rules }, { logLevel: 'info' });

    await ask('token-of-alice');

    expect(await lastLine()).toMatchObject({ message: 'Request', caller: digest });
  });
});

describe('a JSON Web Token', () => {
  beforeEach(() => start({ tokens: ['a-token'], jwt: issuer.rules }, { logLevel: 'info' }));

  it('lets its subject in', async () => {
    expect(await ask(await issuer.sign())).toEqual(welcome);
  });

  it.each<[string, Record<string, unknown>]>([
    ['for several audiences', { aud: ['others', 'auditgraph'] }],
    ['that has expired just now', { exp: now - 10 }],
    ['that begins in a moment', { nbf: now + 10 }],
  ])('lets its subject in %s', async (_what, claims) => {
    expect(await ask(await issuer.sign(claims))).toEqual(welcome);
  });

  it.each<[string, Record<string, unknown>, object, string]>([
    ['that has expired', { exp: now - hour }, expired, 'expired'],
    ['that never expires', { exp: undefined }, refused, 'without expiry'],
    ['that does not begin yet', { nbf: now + hour }, early, 'not yet valid'],
    ['of another issuer', { iss: 'https://id.example.org' }, refused, 'wrong issuer'],
    ['of no issuer', { iss: undefined }, refused, 'wrong issuer'],
    ['for another audience', { aud: 'others' }, misdirected, 'wrong audience'],
    ['for no audience', { aud: undefined }, misdirected, 'wrong audience'],
  ])('is refused %s', async (_what, claims, answer, refusal) => {
    expect(await ask(await issuer.sign(claims))).toEqual(answer);
    expect(await lastLine()).toMatchObject({ refusal, codes: ['UNAUTHENTICATED'] });
  });

  it.each<[string, () => Promise<string>, string]>([
    [
      'signed by another key of the same id',
      async () => {
        const { privateKey } = await generateKeyPair('ES256');
        const [, payload = ''] = (await issuer.sign()).split('.');
        return new SignJWT(JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload)
          .setProtectedHeader({ alg: 'ES256', kid: 'key-1' })
          .sign(privateKey);
      },
      'wrong signature',
    ],
    ['signed by a key that nobody knows', () => issuer.sign({}, { kid: 'key-0' }), 'unknown key'],
    [
      'signed with the public key as a secret',
      async () => {
        const secret = new TextEncoder().encode(await exportSPKI(issuer.publicKey));
        const { issuer: iss, audience: aud } = issuer.rules;
        return new SignJWT({ iss, aud, exp: now + hour })
          .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
          .sign(secret);
      },
      'algorithm not allowed',
    ],
    [
      'that is not signed',
      async () => {
        const { issuer: iss, audience: aud } = issuer.rules;
        return new UnsecuredJWT({ iss, aud, exp: now + hour }).encode();
      },
      'algorithm not allowed',
    ],
    ['whose end is cut off', async () => (await issuer.sign()).slice(0, -2), 'wrong signature'],
    ['whose claims were changed', async () => forged(await issuer.sign()), 'wrong signature'],
    ['with a header of no sense', async () => `a${await issuer.sign()}`, 'malformed'],
    ['of three dots', () => Promise.resolve('...'), 'malformed'],
    ['of two dots', () => Promise.resolve('..'), 'malformed'],
  ])('is refused %s', async (_what, makeToken, refusal) => {
    expect(await ask(await makeToken())).toEqual(refused);
    expect(await lastLine()).toMatchObject({ refusal, codes: ['UNAUTHENTICATED'] });
  });

  it('is refused when its algorithm is not allowed', async () => {
    await start({ jwt: { ...issuer.rules, algorithms: ['RS256'] } });

    expect(await ask(await issuer.sign())).toEqual(refused);
  });

  it('goes to no upstream', async () => {
    const token = await issuer.sign();
    coder.traffic.reset();

    await ask(token);

    expect(JSON.stringify(coder.traffic.calls.map(({ headers }) => headers))).not.toContain(token);
  });
});

const aToken = () => Promise.resolve('a-token');
const otherToken = () => Promise.resolve('other-token');
const subject = () => issuer.sign();

describe('calls with a shared credential', () => {
  type Tokens = readonly [() => Promise<string>, () => Promise<string>];
  let server: Simulator;
  let answerAll: () => void;
  let answers: Promise<unknown>[];

  /** Each caller may have one call in flight, and none is answered yet. */
  async function askForBoth(tokens: Tokens): Promise<void> {
    const [first, second] = await Promise.all([tokens[0](), tokens[1]()]);
    const gate = new Promise<void>((resolve) => (answerAll = resolve));
    server = await startSimulatorServer({ answer: () => gate.then(() => ({ status: 404 })) });
    gateway = await startGateway({
      coder: { url: server.url, token: coderToken },
      config: {
        coderCalls: { maxCalls: 2, maxCallsPerCaller: 1, maxAnswerBytes: 1000 },
        gatewayAuth: { tokens: ['a-token', 'other-token'], readTokens: [], jwt: issuer.rules },
      },
    });
    answers = [gateway.query('{ viewer { id } }', {}, bearer(first))];
    await eventually(() => expect(server.traffic.calls).toHaveLength(1));
    answers.push(gateway.query('{ organizations { id } }', {}, bearer(second)));
  }

  afterEach(async () => {
    answerAll();
    await Promise.all(answers);
    await gateway.close();
    await server.close();
  });

  it.each<[string, Tokens]>([
    ['two tokens', [aToken, otherToken]],
    ['a token and a subject', [aToken, subject]],
    ['two subjects', [subject, () => issuer.sign({ sub: 'dana' })]],
  ])('do not wait for each other: %s', async (_what, tokens) => {
    await askForBoth(tokens);

    await eventually(() => expect(server.traffic.calls).toHaveLength(2));
  });

  it.each<[string, Tokens]>([
    ['one token', [aToken, aToken]],
    ['two tokens of one subject', [subject, () => issuer.sign({ jti: 'other' })]],
  ])('take turns: %s', async (_what, tokens) => {
    await askForBoth(tokens);
    await callsWait(gateway, 1);

    expect(server.traffic.calls.length).toBe(1);
  });
});

describe("the issuer's keys", () => {
  beforeEach(() => start({ tokens: ['a-token'], jwt: issuer.rules }));

  it('are fetched once, when the first token needs them', async () => {
    expect(await ask('a-token')).toEqual(welcome);
    expect(await ask('no-jwt')).toEqual(refused);
    expect(issuer.asked).toBe(0);

    const token = await issuer.sign();
    await Promise.all(Array.from({ length: 20 }, () => ask(token)));
    for (let number = 0; number < 5; number += 1) await ask(await issuer.sign({}, { kid: 'none' }));

    expect(issuer.asked).toBe(1);
  });

  it('may change', async () => {
    await ask(await issuer.sign());
    await issuer.rotate();
    const token = await issuer.sign();
    const later = Date.now() + 31_000;
    vi.spyOn(Date, 'now').mockImplementation(() => later);

    expect(await ask(token)).toEqual(welcome);
    expect(issuer.asked).toBe(2);
  });

  it.each<[string, Issuer['answer'], RegExp]>([
    ['an error', (_request, response) => response.writeHead(500).end('{"keys":[]}'), /status 500/],
    [
      'a redirect',
      (_request, response) => response.writeHead(302, { Location: '/other' }).end(),
      /status 302/,
    ],
    ['HTML', (_request, response) => response.end('<html>'), /not with a JSON Web Key Set/],
    ['other JSON', (_request, response) => response.end('{"keys":7}'), /not with a JSON Web Key/],
    ['nothing', (request) => request.socket.destroy(), /does not answer/],
    ['too much', (_request, response) => response.end('x'.repeat(300_000)), /too large/],
  ])('are not waited for while their address answers %s', async (_what, answer, reason) => {
    issuer.answer = answer;
    const token = await issuer.sign();

    expect(await ask(token)).toEqual(uncheckable);
    expect(await ask(token)).toEqual(uncheckable);
    expect(await ask('a-token')).toEqual(welcome);

    expect(issuer.asked).toBe(1);
    expect(gateway.log.map((line) => JSON.parse(line) as object)).toMatchObject([
      {
        message: 'The keys of JWT_JWKS_URL cannot be fetched',
        reason: expect.stringMatching(reason),
      },
    ]);
    expect(gateway.log.join()).not.toContain(token);
  });

  it('are fetched when their address is back', async () => {
    issuer.answer = (_request, response) => response.writeHead(503).end();
    const token = await issuer.sign();
    expect(await ask(token)).toEqual(uncheckable);
    issuer.answer = undefined;
    const later = performance.now() + 5000;
    vi.spyOn(performance, 'now').mockImplementation(() => later);

    expect(await ask(token)).toEqual(welcome);
  });
});

describe('the mutation', () => {
  const mutation = 'mutation { generateTestAuditLog { auditLog { action } } }';
  const written = { data: { generateTestAuditLog: { auditLog: { action: 'write' } } } };
  const forbidden = {
    data: { generateTestAuditLog: null },
    errors: [
      {
        message: 'This gateway lets this caller read only.',
        extensions: { code: 'FORBIDDEN' },
      },
    ],
  };
  let acme: Acme;

  beforeEach(async () => {
    const auth = { tokens: ['writer'], readTokens: ['reader'], jwt: issuer.rules };
    acme = await startAcme({ config: { gatewayAuth: auth } });
  });

  afterEach(() => acme.close());

  it.each<[string, () => Promise<string>, object]>([
    ['may be run with a token', async () => 'writer', written],
    ['may not be run with a token to read', async () => 'reader', forbidden],
    ['may be run with its scope', () => issuer.sign({ scope: 'openid audit:write' }), written],
    ['may be run with its scope in a list', () => issuer.sign({ scp: ['audit:write'] }), written],
    ['may not be run without a scope', () => issuer.sign(), forbidden],
    ['may not be run with another scope', () => issuer.sign({ scope: 'audit:writer' }), forbidden],
    ['may not be run with a scope of no sense', () => issuer.sign({ scope: 7 }), forbidden],
  ])('%s', async (_what, makeToken, answer) => {
    const headers = bearer(await makeToken());

    expect(await acme.gateway.query(mutation, {}, headers)).toMatchObject(answer);
    expect(acme.coder.database.rows).toHaveLength(answer === written ? 1 : 0);
    expect(await acme.gateway.query('{ viewer { username } }', {}, headers)).toEqual({
      data: { viewer: { username: 'olga' } },
    });
  });

  it('may not be run with a token to read, whatever the caller brings for Coder', async () => {
    const passing = await startGateway({
      coder: { url: acme.coder.url },
      bindplane: { url: acme.bindplane.url, token: 'shared-key' },
      config: { gatewayAuth: { tokens: [], readTokens: ['reader'], jwt: undefined } },
    });
    const headers = { ...bearer('reader'), 'Coder-Session-Token': coderToken };

    const answer = await passing.query(mutation, {}, headers);

    expect(answer).toMatchObject(forbidden);
    await passing.close();
  });
});

/** The same token about somebody else. */
function forged(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload;
  const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'dana' })).toString('base64url');
  return [header, changed, signature].join('.');
}
