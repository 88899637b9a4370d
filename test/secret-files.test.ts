import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphQLBoolean, GraphQLString } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig, secretsIn } from '../src/config/config.ts';
import type { Simulator } from '../src/simulator/simulator-server.ts';
import { startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';
import { createVersionSchema, startVersionServer } from './support/version-schema.ts';

const schema = createVersionSchema({
  mayWrite: { type: GraphQLBoolean, resolve: (_root, _args, { mayWrite }) => mayWrite },
  fails: {
    type: GraphQLString,
    resolve: (_root, _args, { config }) => {
      throw new Error(`Not foreseen: first-token and ${config.coder?.token}`);
    },
  },
});

let coder: Simulator;
let folder: string;
let gateway: Gateway;

beforeAll(async () => {
  coder = await startVersionServer();
});

afterAll(() => coder.close());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'auditgraph-secrets-'));
});

afterEach(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true });
});

async function start(environment: Record<string, string>): Promise<void> {
  const config = parseConfig({
    PORT: '0',
    LOG_LEVEL: 'info',
    CODER_URL: coder.url,
    ...environment,
  });
  gateway = await startGateway({ schema, config });
}

/** The file `name`, as it is first. */
function fileWith(text: string, name = 'token'): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function tokenSentToCoder(): Promise<unknown> {
  coder.traffic.reset();
  await gateway.query('{ coder }');
  return coder.traffic.calls[0]?.headers['coder-session-token'];
}

async function statusFor(token: string): Promise<number> {
  const headers = { Authorization: `Bearer ${token}` };
  return (await fetch(`${gateway.url}/graphql?query={__typename}`, { headers })).status;
}

function fileNews(): unknown[] {
  return gateway.log
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ settings }) => settings !== undefined)
    .map(({ level, settings, problem }) => [level, settings, problem]);
}

/** As a mounted secret is in Kubernetes: links that lead through one that is replaced. */
function mountedWith(text: string): string {
  mkdirSync(join(folder, '..1'));
  writeFileSync(join(folder, '..1', 'token'), text);
  symlinkSync('..1', join(folder, '..data'));
  symlinkSync('..data/token', join(folder, 'token'));
  return join(folder, 'token');
}

function mountAnew(text: string): void {
  mkdirSync(join(folder, '..2'));
  writeFileSync(join(folder, '..2', 'token'), text);
  symlinkSync('..2', join(folder, '..next'));
  renameSync(join(folder, '..next'), join(folder, '..data'));
}

describe('a secret that is read from a file', () => {
  it.each<[string, (text: string) => string, (path: string, text: string) => void]>([
    ['written to', fileWith, (path, text) => writeFileSync(path, text)],
    [
      'replaced',
      fileWith,
      (path, text) => {
        writeFileSync(`${path}.new`, text);
        renameSync(`${path}.new`, path);
      },
    ],
    ['mounted anew', mountedWith, (_path, text) => mountAnew(text)],
  ])('is the new one once its file is %s', async (_how, make, change) => {
    const path = make('first-token\n');
    await start({ CODER_TOKEN_FILE: path, ALLOW_ANONYMOUS: 'true' });
    const before = await tokenSentToCoder();

    change(path, '# since Monday\nother-token\n');

    expect([before, await tokenSentToCoder()]).toEqual(['first-token', 'other-token']);
    expect(fileNews()).toEqual([['info', 'CODER_TOKEN_FILE', undefined]]);
  });

  it.each<[string, (path: string) => void, string]>([
    ['gone', (path) => rmSync(path), 'must be the path of a file that can be read'],
    ['empty', (path) => writeFileSync(path, '\n# none\n'), 'is the path of an empty file'],
    [
      'of no sense',
      (path) => writeFileSync(path, '\n\ntwo words\n'),
      'line 3 must be visible ASCII characters, without spaces, up to 1024',
    ],
    [
      'a pipe into which nobody writes',
      (path) => {
        execFileSync('mkfifo', [`${path}.pipe`]);
        renameSync(`${path}.pipe`, path);
      },
      'must be the path of a file that can be read',
    ],
    [
      'large',
      (path) => writeFileSync(path, 'x'.repeat(2_000_000)),
      'must be the path of a small file',
    ],
  ])('stays what it was while its file is %s, told once', async (_what, spoil, problem) => {
    const path = fileWith('first-token');
    await start({ CODER_TOKEN_FILE: path, ALLOW_ANONYMOUS: 'true' });

    spoil(path);
    const during = [await tokenSentToCoder(), await tokenSentToCoder()];
    writeFileSync(`${path}.good`, 'other-token');
    renameSync(`${path}.good`, path);

    expect([...during, await tokenSentToCoder()]).toEqual([
      'first-token',
      'first-token',
      'other-token',
    ]);
    expect(fileNews()).toEqual([
      ['error', 'CODER_TOKEN_FILE', problem],
      ['info', 'CODER_TOKEN_FILE', undefined],
    ]);
  });

  it('is hidden from outputs, and so is the one before', async () => {
    const path = fileWith('first-token');
    await start({ CODER_TOKEN_FILE: path, ALLOW_ANONYMOUS: 'true' });
    writeFileSync(path, 'other-token');

    await gateway.query('{ fails }');

    expect(gateway.log.join()).toContain('Not foreseen: [redacted] and [redacted]');
    expect(gateway.log.join()).not.toMatch(/first-token|other-token/);
  });
});

describe('gateway tokens that are read from files', () => {
  it('let in who is on the list now', async () => {
    const path = fileWith('a-token-of-one\na-token-of-two\n');
    await start({ CODER_TOKEN: 'shared', GATEWAY_TOKENS_FILE: path });
    const before = [await statusFor('a-token-of-one'), await statusFor('a-token-of-three')];

    writeFileSync(path, 'a-token-of-two\na-token-of-three\n');

    const after = [await statusFor('a-token-of-one'), await statusFor('a-token-of-three')];
    expect([before, after]).toEqual([
      [200, 401],
      [401, 200],
    ]);
  });

  it('let whoever is on both lists only read', async () => {
    const readers = fileWith('a-token-of-one', 'readers');
    const writers = fileWith('a-token-of-two', 'writers');
    await start({
      CODER_TOKEN: 'shared',
      GATEWAY_READ_TOKENS_FILE: readers,
      GATEWAY_TOKENS_FILE: writers,
    });

    writeFileSync(writers, 'a-token-of-one');

    const answer = await gateway.query('{ mayWrite }', {}, bearer('a-token-of-one'));
    expect(answer).toEqual({ data: { mayWrite: false } });
    expect(await statusFor('a-token-of-two')).toBe(401);
  });
});

it('a Redis password is hidden in both its spellings', async () => {
  const config = parseConfig({ REDIS_URL_FILE: fileWith('redis://:p%40ss@redis.example.com') });
  gateway = await startGateway({ schema });

  expect(secretsIn(config)).toEqual(expect.arrayContaining(['p%40ss', 'p@ss']));
});

function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}
