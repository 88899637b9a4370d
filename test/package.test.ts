import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { builtMain } from './support/build.ts';
import { urlIn } from './support/cli.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

describe('the package', () => {
  let folder: string;
  let installed: string;

  /** Packed from a copy, since a gateway may be running in `dist`; installed where nothing is. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'package-'));
    const packed = join(folder, 'packed');
    const { files } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      readonly files: readonly string[];
    };
    const copied = [
      ...files.filter((name) => name !== 'dist'),
      'package.json',
      'README.md',
      'LICENSE',
    ];
    await Promise.all(copied.map((name) => cp(join(root, name), join(packed, name))));
    await cp(dirname(builtMain), join(packed, 'dist'), { recursive: true });
    const pack = ['pack', '--ignore-scripts', '--pack-destination', folder];
    await run('npm', pack, { cwd: packed });
    const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'))!;
    installed = await mkdtemp(join(folder, 'installed-'));
    await writeFile(join(installed, '.npmrc'), 'engine-strict=true\n');
    const install = ['install', '--offline', '--no-audit', '--no-fund', join(folder, tarball)];
    await run('npm', install, { cwd: installed });
  });

  afterAll(() => rm(folder, { recursive: true }));

  it('installs nothing but itself, without a network', async () => {
    const names = (await readdir(join(installed, 'node_modules'))).filter(
      (name) => !name.startsWith('.'),
    );
    const own = await readdir(join(installed, 'node_modules/auditgraph'));

    expect(names).toEqual(['auditgraph']);
    expect(own.toSorted()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'package.json',
      'schema.graphql',
    ]);
  });

  it('starts by its command and answers', async () => {
    const child = spawn(join(installed, 'node_modules/.bin/auditgraph'), {
      env: { PATH: process.env['PATH'], PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let url = '';
    for await (const line of createInterface({ input: child.stdout })) {
      if ((url = urlIn(line)) !== '') break;
    }

    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query: '{ auditTimeline(first: 1) { nodes { __typename } } }' }),
    });

    expect(await answer.json()).toMatchObject({ data: { auditTimeline: { nodes: [{}] } } });
  });

  it('has the licences of all that it contains', async () => {
    const notices = await readFile(
      join(installed, 'node_modules/auditgraph/dist/THIRD-PARTY-NOTICES.txt'),
      'utf8',
    );

    for (const name of ['graphql', 'graphql-yoga', 'undici', 'pino', '@pothos/core', 'ioredis']) {
      expect(notices).toMatch(new RegExp(`^${name} \\d\\S+ \\(\\S+\\)`, 'm'));
    }
    expect(notices).toContain('Permission is hereby granted, free of charge');
  });
});
