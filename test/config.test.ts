import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError, parseConfig } from '../src/config/config.ts';
import { tlsFile } from './support/tls-front.ts';

const coder = { CODER_URL: 'https://coder.example.com' };
const sharedCoder = { ...coder, CODER_TOKEN: 'shared-coder-token' };
const bindplane = { BINDPLANE_URL: 'https://bindplane.example.com' };
const jwt = {
  JWT_JWKS_URL: 'https://id.example.com/keys?tenant=1',
  JWT_ISSUER: 'https://id.example.com',
  JWT_AUDIENCE: 'auditgraph',
};
const authority = tlsFile('authority.cert.pem');

const folder = mkdtempSync(join(tmpdir(), 'auditgraph-config-'));
const documents = fileWith('{"a1":"{ __typename }"}');

afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const path = join(folder, `${Buffer.from(text).toString('hex')}.json`);
  writeFileSync(path, text);
  return path;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function problemsOf(environment: Record<string, string>): string[] {
  try {
    parseConfig(environment);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^ {2}- /, ''));
  }
}

describe('parseConfig', () => {
  it('runs the simulators for anybody on this machine by default', () => {
    expect(parseConfig({})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      coder: undefined,
      bindplane: undefined,
      gatewayAuth: undefined,
      allowTestAuditLog: true,
      requestTimeoutMs: 30_000,
      upstreamTimeoutMs: 14_000,
      upstreamRetries: 2,
      upstreamCooldownMs: 5000,
      coderCalls: { maxCalls: 32, maxCallsPerCaller: 8, maxAnswerBytes: 16_777_216 },
      bindplaneCalls: { maxCalls: 16, maxCallsPerCaller: 2, maxAnswerBytes: 67_108_864 },
      maxWaitingCalls: 1000,
      scanBudgetCalls: 20,
      countCap: 2000,
      maxBodyBytes: 102_400,
      maxAnswerBytes: 8_388_608,
      maxHeaderBytes: 16_384,
      maxUnsentBytes: 67_108_864,
      keepAliveTimeoutMs: 75_000,
      maxQueryDepth: 12,
      maxRootFields: 25,
      maxQuerySelections: 5000,
      maxQueryDirectives: 100,
      maxQueryTokens: 4000,
      maxQueryCost: 2000,
      maxBatchSize: 0,
      rateLimitPerMinute: 0,
      trustProxy: 0,
      allowedHosts: [],
      persistedDocuments: undefined,
      persistedDocumentsOnly: false,
      redis: undefined,
      publicPath: '/',
      graphiql: true,
      introspection: true,
      corsOrigins: [],
      logLevel: 'info',
      logCaller: 'digest',
      metricsPort: undefined,
      traces: undefined,
      shutdownDelayMs: 0,
      shutdownTimeoutMs: 25_000,
      liveFiles: [],
      warnings: [],
    });
  });

  it('reads every setting', () => {
    const config = parseConfig({
      HOST: '0.0.0.0',
      PORT: '8080',
      CODER_URL: 'https://coder.example.com/prefix/',
      CODER_TOKEN: 'shared-coder-token',
      BINDPLANE_URL: 'http://127.0.0.1:3001',
      BINDPLANE_API_KEY: 'shared-bindplane-key',
      BINDPLANE_ACCOUNT_ID: '01HZ0000000000000000000000',
      GATEWAY_TOKENS: 'first-token, second-token',
      ALLOW_ANONYMOUS: 'false',
      REQUEST_TIMEOUT_MS: '5000',
      UPSTREAM_TIMEOUT_MS: '2000',
      UPSTREAM_RETRIES: '0',
      UPSTREAM_COOLDOWN_MS: '1000',
      CODER_MAX_CALLS: '16',
      CODER_MAX_CALLS_PER_CALLER: '4',
      BINDPLANE_MAX_CALLS: '6',
      BINDPLANE_MAX_CALLS_PER_CALLER: '3',
      CODER_MAX_ANSWER_BYTES: '1000000',
      BINDPLANE_MAX_ANSWER_BYTES: '2000000',
      MAX_WAITING_CALLS: '200',
      SCAN_BUDGET_CALLS: '5',
      COUNT_CAP: '100',
      MAX_BODY_BYTES: '2048',
      MAX_ANSWER_BYTES: '4096',
      MAX_HEADER_BYTES: '32768',
      MAX_UNSENT_BYTES: '33554432',
      KEEP_ALIVE_TIMEOUT_MS: '600000',
      MAX_QUERY_DEPTH: '8',
      MAX_ROOT_FIELDS: '9',
      MAX_QUERY_SELECTIONS: '300',
      MAX_QUERY_DIRECTIVES: '3',
      MAX_QUERY_TOKENS: '500',
      MAX_QUERY_COST: '700',
      MAX_BATCH_SIZE: '4',
      RATE_LIMIT_PER_MINUTE: '60',
      TRUST_PROXY: 'true',
      PERSISTED_DOCUMENTS: documents,
      PERSISTED_DOCUMENTS_ONLY: 'true',
      REDIS_URL: 'rediss://user:password@redis.example.com:6380/2',
      REDIS_PREFIX: 'audit:',
      PUBLIC_PATH: '/ops/audit',
      GRAPHIQL: 'true',
      INTROSPECTION: 'false',
      CORS_ORIGINS: 'https://app.example.com,http://localhost:5173',
      ALLOW_TEST_AUDIT_LOG: 'true',
      LOG_LEVEL: 'warn',
      LOG_CALLER: 'subject',
      METRICS_PORT: '9464',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318/',
      SHUTDOWN_DELAY_MS: '5000',
      SHUTDOWN_TIMEOUT_MS: '10000',
    });

    expect(config).toEqual({
      host: '0.0.0.0',
      port: 8080,
      coder: { url: 'https://coder.example.com/prefix', token: 'shared-coder-token' },
      bindplane: {
        url: 'http://127.0.0.1:3001',
        token: 'shared-bindplane-key',
        accountId: '01HZ0000000000000000000000',
      },
      gatewayAuth: { tokens: ['first-token', 'second-token'], readTokens: [], jwt: undefined },
      allowTestAuditLog: true,
      requestTimeoutMs: 5000,
      upstreamTimeoutMs: 2000,
      upstreamRetries: 0,
      upstreamCooldownMs: 1000,
      coderCalls: { maxCalls: 16, maxCallsPerCaller: 4, maxAnswerBytes: 1_000_000 },
      bindplaneCalls: { maxCalls: 6, maxCallsPerCaller: 3, maxAnswerBytes: 2_000_000 },
      maxWaitingCalls: 200,
      scanBudgetCalls: 5,
      countCap: 100,
      maxBodyBytes: 2048,
      maxAnswerBytes: 4096,
      maxHeaderBytes: 32_768,
      maxUnsentBytes: 33_554_432,
      keepAliveTimeoutMs: 600_000,
      maxQueryDepth: 8,
      maxRootFields: 9,
      maxQuerySelections: 300,
      maxQueryDirectives: 3,
      maxQueryTokens: 500,
      maxQueryCost: 700,
      maxBatchSize: 4,
      rateLimitPerMinute: 60,
      trustProxy: 1,
      allowedHosts: [],
      persistedDocuments: new Map([['a1', '{ __typename }']]),
      persistedDocumentsOnly: true,
      redis: { url: 'rediss://user:password@redis.example.com:6380/2', prefix: 'audit:' },
      publicPath: '/ops/audit/',
      graphiql: true,
      introspection: false,
      corsOrigins: ['https://app.example.com', 'http://localhost:5173'],
      logLevel: 'warn',
      logCaller: 'subject',
      metricsPort: 9464,
      traces: {
        url: 'http://127.0.0.1:4318/v1/traces',
        attributes: { 'service.name': 'auditgraph' },
      },
      shutdownDelayMs: 5000,
      shutdownTimeoutMs: 10_000,
      liveFiles: [],
      warnings: ['A gateway token has fewer than 16 characters: it can be guessed.'],
    });
  });

  it.each([
    ['simulators', {}, true],
    ['pass-through', coder, true],
    ['shared', { ...sharedCoder, ALLOW_ANONYMOUS: 'true' }, false],
    ['simulators, forbidden', { ALLOW_TEST_AUDIT_LOG: 'false' }, false],
    ['pass-through, forbidden', { ...coder, ALLOW_TEST_AUDIT_LOG: 'false' }, false],
  ])('allows test audit logs as the mode says: %s', (_mode, environment, isAllowed) => {
    expect(parseConfig(environment).allowTestAuditLog).toBe(isAllowed);
  });

  it.each([
    ['simulators on any address', { HOST: '0.0.0.0', DEMO: 'true', GATEWAY_TOKENS: 'token' }, true],
    ['upstream on loopback', coder, true],
    ['upstream on ::1', { ...coder, HOST: '::1' }, true],
    ['upstream on localhost', { ...coder, HOST: 'localhost' }, true],
    ['upstream on any address', { ...coder, HOST: '0.0.0.0' }, false],
    ['upstream on a name like loopback', { ...coder, HOST: '127.example.com' }, false],
    ['asked for', { ...coder, HOST: '0.0.0.0', GRAPHIQL: 'true' }, true],
    ['not wanted', { GRAPHIQL: 'false' }, false],
  ])('offers GraphiQL as the mode says: %s', (_mode, environment, isOn) => {
    expect(parseConfig(environment).graphiql).toBe(isOn);
  });

  it.each([
    ['simulators', {}, 0],
    ['shared by anybody on this machine', { ...sharedCoder, ALLOW_ANONYMOUS: 'true' }, 0],
    ['shared by known callers', { ...sharedCoder, GATEWAY_TOKENS: 'token' }, 6000],
    ['pass-through', coder, 6000],
    ['asked for', { RATE_LIMIT_PER_MINUTE: '10' }, 10],
  ])('limits the rate of callers as the mode says: %s', (_mode, environment, limit) => {
    expect(parseConfig(environment).rateLimitPerMinute).toBe(limit);
  });

  it.each([
    ['5', 2000],
    ['50', 5000],
  ])('lets a query cost some scans of %s calls', (calls, cost) => {
    expect(parseConfig({ SCAN_BUDGET_CALLS: calls }).maxQueryCost).toBe(cost);
  });

  it.each([
    ['false', 0],
    ['true', 1],
    ['0', 0],
    ['3', 3],
  ])('trusts as many proxies as it is told: %s', (text, proxies) => {
    expect(parseConfig({ TRUST_PROXY: text }).trustProxy).toBe(proxies);
  });

  it('answers to other names where a proxy on the same machine keeps them', () => {
    const { allowedHosts } = parseConfig({ ALLOWED_HOSTS: 'Audit.example.com, 10.0.0.7' });

    expect(allowedHosts).toEqual(['audit.example.com', '10.0.0.7']);
  });

  it.each([
    ['https://coder.example.com/api/v2', 'https://coder.example.com'],
    ['https://coder.example.com/api/v2/', 'https://coder.example.com'],
    ['https://coder.example.com/prefix/api/v2', 'https://coder.example.com/prefix'],
    ['https://coder.example.com/api/v3', 'https://coder.example.com/api/v3'],
  ])('understands the address of an API: %s', (given, url) => {
    expect(parseConfig({ CODER_URL: given }).coder?.url).toBe(url);
    const { bindplane: upstream } = parseConfig({ BINDPLANE_URL: given.replace('api/v2', 'v1') });
    expect(upstream?.url).toBe(url);
  });

  it.each<[string, Record<string, string>, string[]]>([
    [
      'a short token',
      { ...sharedCoder, GATEWAY_TOKENS: 'fifteen-letters' },
      ['A gateway token has fewer than 16 characters: it can be guessed.'],
    ],
    [
      'http to another network',
      { CODER_URL: 'http://coder.example.com', BINDPLANE_URL: 'http://203.0.113.7:3001' },
      [
        'CODER_URL is not https: credentials can be read on their way.',
        'BINDPLANE_URL is not https: credentials can be read on their way.',
      ],
    ],
    [
      'a request that ends before its calls',
      { REQUEST_TIMEOUT_MS: '10000' },
      [
        'REQUEST_TIMEOUT_MS is less than UPSTREAM_TIMEOUT_MS: a slow upstream takes the whole answer with it.',
      ],
    ],
    ['nothing', { ...sharedCoder, GATEWAY_TOKENS: 'sixteen-letters-' }, []],
    ['http to this machine', { CODER_URL: 'http://localhost:3000' }, []],
    ['http to ::1', { CODER_URL: 'http://[::1]:3000' }, []],
    ['http to a private address', { CODER_URL: 'http://192.168.1.7' }, []],
    ['http to a private address of IPv6', { CODER_URL: 'http://[fd00::1]' }, []],
    ['http to a container', { CODER_URL: 'http://coder:3000' }, []],
    ['http to a service', { CODER_URL: 'http://coder.tools.svc.cluster.local' }, []],
  ])('warns of %s', (_what, environment, warnings) => {
    expect(parseConfig(environment).warnings).toEqual(warnings);
  });

  it('takes one system without the other', () => {
    const config = parseConfig(bindplane);

    expect(config.coder).toBeUndefined();
    expect(config.bindplane).toEqual({
      url: 'https://bindplane.example.com',
      token: undefined,
      accountId: undefined,
    });
  });

  it.each<[Record<string, string>, string]>([
    [sharedCoder, 'GATEWAY_TOKENS is missing: all callers would share'],
    [{ ...sharedCoder, ALLOW_ANONYMOUS: 'false' }, 'GATEWAY_TOKENS is missing: all callers'],
    [
      { ...sharedCoder, ALLOW_ANONYMOUS: 'true', HOST: '0.0.0.0' },
      'GATEWAY_TOKENS is missing: without it HOST must be a loopback address.',
    ],
    [
      { HOST: '0.0.0.0', DEMO: 'true' },
      'GATEWAY_TOKENS is missing: without it HOST must be a loopback',
    ],
    [{ HOST: '0.0.0.0', GATEWAY_TOKENS: 'token' }, 'CODER_URL and BINDPLANE_URL are missing: to'],
    [
      { HOST: '::', DEMO: 'false', GATEWAY_TOKENS: 'token' },
      'CODER_URL and BINDPLANE_URL are missing: to',
    ],
    [{ ...coder, DEMO: 'true' }, 'DEMO=true and an upstream exclude each other.'],
    [
      { ...sharedCoder, GATEWAY_TOKENS: 'token', ALLOW_ANONYMOUS: 'true' },
      'GATEWAY_TOKENS and ALLOW_ANONYMOUS=true exclude each other.',
    ],
    [{ ...coder, GATEWAY_TOKENS: 'token' }, 'GATEWAY_TOKENS is set, but callers use their own'],
    [{ ...bindplane, CODER_TOKEN: 'token' }, 'CODER_TOKEN is set without CODER_URL.'],
    [{ ...coder, BINDPLANE_API_KEY: 'key' }, 'BINDPLANE_API_KEY is set without BINDPLANE_URL.'],
    [{ BINDPLANE_ACCOUNT_ID: 'id' }, 'BINDPLANE_ACCOUNT_ID is set without BINDPLANE_URL.'],
    [{ CODER_URL: 'coder.example.com' }, 'CODER_URL must be an http(s) URL.'],
    [{ CODER_URL: 'ftp://coder.example.com' }, 'CODER_URL must be an http(s) URL.'],
    [
      { CODER_URL: 'https://user:secret@coder.example.com' },
      'CODER_URL must not contain a user name or password.',
    ],
    [{ CODER_URL: 'https://coder.example.com/?a' }, 'CODER_URL must not have a query'],
    [{ CODER_URL: '' }, 'CODER_URL is empty'],
    [
      { ...coder, CODER_TOKEN: 'two words', ALLOW_ANONYMOUS: 'true' },
      'CODER_TOKEN must be visible ASCII',
    ],
    [{ GATEWAY_TOKENS: '' }, 'GATEWAY_TOKENS is empty'],
    [{ GATEWAY_TOKENS: 'a,,b' }, 'GATEWAY_TOKENS must be a comma-separated list'],
    [{ HOST: '[::1]' }, 'HOST must be an IP address or a host name.'],
    [{ PORT: '65536' }, 'PORT must be a whole number from 0 to 65535.'],
    [{ PORT: '-1' }, 'PORT must be a whole number'],
    [{ PORT: '0x50' }, 'PORT must be a whole number'],
    [{ PORT: ' 80' }, 'PORT must be a whole number'],
    [{ REQUEST_TIMEOUT_MS: '0' }, 'REQUEST_TIMEOUT_MS must be a whole number from 1'],
    [{ CODER_MAX_CALLS: '0' }, 'CODER_MAX_CALLS must be a whole number from 1 to 1000.'],
    [{ SCAN_BUDGET_CALLS: '1e3' }, 'SCAN_BUDGET_CALLS must be a whole number'],
    [{ ALLOW_ANONYMOUS: 'yes' }, 'ALLOW_ANONYMOUS must be true or false.'],
    [{ INTROSPECTION: 'TRUE' }, 'INTROSPECTION must be true or false.'],
    [{ CORS_ORIGINS: '*' }, 'CORS_ORIGINS must be a comma-separated list of origins'],
    [{ CORS_ORIGINS: 'https://app.example.com/' }, 'CORS_ORIGINS must be a comma-separated'],
    [{ CORS_ORIGINS: 'null' }, 'CORS_ORIGINS must be a comma-separated'],
    [{ ALLOWED_HOSTS: 'audit.example.com:4000' }, 'ALLOWED_HOSTS must be a comma-separated list'],
    [{ ...coder, HOST: '0.0.0.0', ALLOWED_HOSTS: 'a' }, 'ALLOWED_HOSTS is set, but HOST is no'],
    [{ PORT: '9464', METRICS_PORT: '9464' }, 'METRICS_PORT and PORT are the same port.'],
    [{ MAX_UNSENT_BYTES: '1000' }, 'MAX_UNSENT_BYTES must be a whole number from 16777216'],
    [{ PUBLIC_PATH: 'audit/' }, 'PUBLIC_PATH must be a path such as /audit/, of letters,'],
    [{ PUBLIC_PATH: '/a//b' }, 'PUBLIC_PATH must be a path such as /audit/'],
    [{ PUBLIC_PATH: '/a/../b' }, 'PUBLIC_PATH must be a path such as /audit/'],
    [{ TRUST_PROXY: '-1' }, 'TRUST_PROXY must be true, false or a number of proxies'],
    [{ TRUST_PROXY: '10.0.0.0/8' }, 'TRUST_PROXY must be true, false or a number of proxies'],
    [{ LOG_LEVEL: 'trace' }, 'LOG_LEVEL must be one of debug, info, warn, error, silent.'],
    [{ LOG_CALLER: 'name' }, 'LOG_CALLER must be one of digest, subject.'],
    [{ METRICS_PORT: '65536' }, 'METRICS_PORT must be a whole number from 0 to 65535.'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'otel:4317' }, 'OTEL_EXPORTER_OTLP_ENDPOINT must be an http'],
    [{ SHUTDOWN_TIMEOUT_MS: '0' }, 'SHUTDOWN_TIMEOUT_MS must be a whole number from 1'],
    [{ REDIS_URL: 'http://redis.example.com' }, 'REDIS_URL must be a redis: or rediss: URL.'],
    [{ REDIS_URL: 'redis://' }, 'REDIS_URL must be a redis: or rediss: URL.'],
    [{ REDIS_PREFIX: 'a b' }, 'REDIS_PREFIX must be letters, digits and :._-, up to 100.'],
    [{ PERSISTED_DOCUMENTS: join(folder, 'none.json') }, 'PERSISTED_DOCUMENTS must be the path'],
    [{ PERSISTED_DOCUMENTS: fileWith('{') }, 'PERSISTED_DOCUMENTS must be the path of a JSON'],
    [{ PERSISTED_DOCUMENTS: fileWith('["{a}"]') }, 'PERSISTED_DOCUMENTS must be a JSON file that'],
    [{ PERSISTED_DOCUMENTS: fileWith('{"a":1}') }, 'PERSISTED_DOCUMENTS must be a JSON file that'],
    [{ PERSISTED_DOCUMENTS_ONLY: 'true' }, 'PERSISTED_DOCUMENTS_ONLY=true needs PERSISTED_'],
    [{ ...coder, CODER_CA_FILE: join(folder, 'none') }, 'CODER_CA_FILE must be the path of a file'],
    [{ ...coder, CODER_CA_FILE: documents }, 'CODER_CA_FILE must hold certificates in PEM.'],
    [{ ...coder, CODER_CA_FILE: tlsFile('client.key.pem') }, 'CODER_CA_FILE must hold certif'],
    [{ CODER_CA_FILE: authority }, 'CODER_CA_FILE is set without an https URL in CODER_URL.'],
    [
      { CODER_URL: 'http://coder.example.com', CODER_CA_FILE: authority },
      'CODER_CA_FILE is set without an https URL in CODER_URL.',
    ],
    [
      { ...bindplane, BINDPLANE_CERT_FILE: tlsFile('client.cert.pem') },
      'BINDPLANE_CERT_FILE and BINDPLANE_KEY_FILE need each other.',
    ],
    [
      { ...coder, CODER_CERT_FILE: documents, CODER_KEY_FILE: tlsFile('client.key.pem') },
      'CODER_CERT_FILE must hold a certificate in PEM.',
    ],
    [
      { ...coder, CODER_CERT_FILE: tlsFile('client.cert.pem'), CODER_KEY_FILE: authority },
      'CODER_KEY_FILE must hold a private key in PEM without a passphrase.',
    ],
    [
      {
        ...coder,
        CODER_CERT_FILE: tlsFile('client.cert.pem'),
        CODER_KEY_FILE: tlsFile('server.key.pem'),
      },
      'CODER_KEY_FILE is not the key of the certificate.',
    ],
    [
      { ...coder, CODER_TOKEN_FILE: join(folder, 'none'), ALLOW_ANONYMOUS: 'true' },
      'CODER_TOKEN_FILE must be the path',
    ],
    [
      { ...sharedCoder, CODER_TOKEN_FILE: documents, ALLOW_ANONYMOUS: 'true' },
      'CODER_TOKEN_FILE and CODER_TOKEN exclude each other.',
    ],
    [
      { ...coder, CODER_TOKEN_FILE: fileWith('\n'), ALLOW_ANONYMOUS: 'true' },
      'CODER_TOKEN_FILE is the path of an empty file.',
    ],
    [
      { ...coder, CODER_TOKEN_FILE: fileWith('two words'), ALLOW_ANONYMOUS: 'true' },
      'CODER_TOKEN_FILE line 1 must be visible ASCII',
    ],
    [
      { ...coder, CODER_TOKEN_FILE: fileWith('# ours\n\n'), ALLOW_ANONYMOUS: 'true' },
      'CODER_TOKEN_FILE is the path of an empty file.',
    ],
    [
      { ...coder, CODER_TOKEN_FILE: fileWith('# ours\na\n\nb'), ALLOW_ANONYMOUS: 'true' },
      'CODER_TOKEN_FILE line 4 must not be there',
    ],
    [{ GATEWAY_TOKENS_FILE: fileWith('a\n\nb c\n') }, 'GATEWAY_TOKENS_FILE line 3 must be a'],
    [
      { GATEWAY_TOKENS_FILE: fileWith('# a\nsha256:b') },
      'GATEWAY_TOKENS_FILE line 2 must have 64 hexadecimal',
    ],
    [{ REDIS_URL_FILE: fileWith('redis://') }, 'REDIS_URL_FILE line 1 must be a redis:'],
    [{ GATEWAY_TOKENS: `sha256:${'a'.repeat(63)}` }, 'GATEWAY_TOKENS must have 64 hexadecimal'],
    [{ GATEWAY_READ_TOKENS: 'sha256:token' }, 'GATEWAY_READ_TOKENS must have 64 hexadecimal'],
    [
      { GATEWAY_TOKENS: 'token', GATEWAY_READ_TOKENS: `sha256:${sha256('token')}` },
      'GATEWAY_TOKENS and GATEWAY_READ_TOKENS have a token in common.',
    ],
    [
      { GATEWAY_TOKENS: 'a=token-of-a', GATEWAY_READ_TOKENS: 'token-of-a' },
      'GATEWAY_TOKENS and GATEWAY_READ_TOKENS have a token in common.',
    ],
    [{ GATEWAY_TOKENS: 'a=sha256:12' }, 'GATEWAY_TOKENS must have 64 hexadecimal'],
    [{ ...coder, GATEWAY_READ_TOKENS: 'token' }, 'GATEWAY_READ_TOKENS is set, but callers use'],
    [{ ...coder, ...jwt }, 'JWT_JWKS_URL is set, but callers use their own'],
    [{ ...jwt, ALLOW_ANONYMOUS: 'true' }, 'JWT_JWKS_URL and ALLOW_ANONYMOUS=true exclude'],
    [{ JWT_JWKS_URL: jwt.JWT_JWKS_URL, JWT_ISSUER: 'i' }, 'JWT_JWKS_URL needs JWT_AUDIENCE.'],
    [{ JWT_JWKS_URL: jwt.JWT_JWKS_URL, JWT_AUDIENCE: 'a' }, 'JWT_JWKS_URL needs JWT_ISSUER.'],
    [{ JWT_ISSUER: 'i' }, 'JWT_ISSUER is set without JWT_JWKS_URL.'],
    [{ JWT_ALGORITHMS: 'RS256' }, 'JWT_ALGORITHMS is set without JWT_JWKS_URL.'],
    [{ ...jwt, JWT_ALGORITHMS: 'RS256,HS256' }, 'JWT_ALGORITHMS may list RS256, '],
    [{ ...jwt, JWT_ALGORITHMS: 'none' }, 'JWT_ALGORITHMS may list RS256, '],
    [{ ...jwt, JWT_JWKS_URL: 'http://id.example.com/keys' }, 'JWT_JWKS_URL must be an https URL'],
    [{ ...jwt, JWT_JWKS_URL: 'https://u:p@id.example.com' }, 'JWT_JWKS_URL must be an https URL'],
  ])('refuses %j', (environment, problem) => {
    expect(problemsOf(environment)).toEqual([expect.stringContaining(problem)]);
  });

  it('reads secrets from files', () => {
    const config = parseConfig({
      ...coder,
      ...bindplane,
      CODER_TOKEN_FILE: fileWith('\uFEFFcoder-token\n'),
      BINDPLANE_API_KEY_FILE: fileWith('# of the audit team\r\n\r\n bindplane-key'),
      GATEWAY_TOKENS_FILE: fileWith('first-token, second-token\r\n\n#none\nthird-token\n\n'),
      GATEWAY_READ_TOKENS_FILE: fileWith(`sha256:${sha256('reader')}\n`),
      REDIS_URL_FILE: fileWith('redis://:password@redis.example.com\n'),
    });

    expect(config).toMatchObject({
      coder: { token: 'coder-token' },
      bindplane: { token: 'bindplane-key' },
      gatewayAuth: {
        tokens: ['first-token', 'second-token', 'third-token'],
        readTokens: [`sha256:${sha256('reader')}`],
      },
      allowTestAuditLog: false,
      redis: { url: 'redis://:password@redis.example.com' },
    });
  });

  it('reads whom JSON Web Tokens let in', () => {
    const { gatewayAuth } = parseConfig({ ...sharedCoder, ...jwt, JWT_ALGORITHMS: 'ES256, EdDSA' });

    expect(gatewayAuth).toEqual({
      tokens: [],
      readTokens: [],
      jwt: {
        proxy: undefined,
        jwksUrl: 'https://id.example.com/keys?tenant=1',
        issuer: 'https://id.example.com',
        audience: 'auditgraph',
        algorithms: ['ES256', 'EdDSA'],
      },
    });
  });

  it('lists every problem and no value in one message', () => {
    const environment = {
      PORT: 'port-secret',
      CODER_URL: 'https://user:url-secret@coder.example.com',
      CODER_TOKEN: 'token secret',
      GATEWAY_TOKENS: 'gateway secret',
      ALLOW_ANONYMOUS: 'flag-secret',
    };

    const problems = problemsOf(environment);

    expect(problems.map((line) => line.split(' ')[0])).toEqual([
      'CODER_URL',
      'CODER_TOKEN',
      'GATEWAY_TOKENS',
      'ALLOW_ANONYMOUS',
      'PORT',
    ]);
    expect(problems.join()).not.toMatch(/secret/);
  });
});

describe('settings that are none', () => {
  it('leave the gateway open to whom it was', () => {
    expect(parseConfig({ JWT_JWKS_URL_FILE: authority }).gatewayAuth).toBeUndefined();
  });
});
