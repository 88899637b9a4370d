import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../src/telemetry/logger.ts';
import { createTextWriter } from '../src/telemetry/write-text.ts';
import { builtMain } from './support/build.ts';
import { freePort } from './support/free-port.ts';

const full = '/dev/full';
const minutes = { timeout: 300_000 };

/** The built gateway, where it says things to these; resolves when it answers. */
async function run(out: 'pipe' | number, err: 'pipe' | number) {
  const port = await freePort();
  const env = { PATH: process.env['PATH'], PORT: `${port}`, LOG_LEVEL: 'debug' };
  const child = spawn(process.execPath, [builtMain], { env, stdio: ['ignore', out, err] });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdout?.destroy();
  child.stderr?.destroy();
  const end = once(child, 'close') as Promise<[number | null]>;
  const url = `http://127.0.0.1:${port}/health/live`;
  while ((await fetch(url).catch(() => undefined))?.status !== 200) {
    await setTimeout(100);
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}.`);
  }
  return { child, url, end };
}

async function endOf({ child, end }: { child: ChildProcess; end: Promise<[number | null]> }) {
  child.kill('SIGTERM');
  const [code] = await end;
  return code;
}

function fullDisk(): number {
  const descriptor = openSync(full, 'w');
  onTestFinished(() => closeSync(descriptor));
  return descriptor;
}

describe('a gateway whose output cannot be written', () => {
  it('serves on when nobody reads it', minutes, async () => {
    const gateway = await run('pipe', 'pipe');

    for (let asked = 0; asked < 5; asked += 1) {
      expect((await fetch(gateway.url)).status).toBe(200);
    }
    expect(await endOf(gateway)).toBe(0);
  });

  it.skipIf(!existsSync(full))('serves on when the disk is full', minutes, async () => {
    const gateway = await run(fullDisk(), fullDisk());

    expect((await fetch(gateway.url)).status).toBe(200);
    expect(await endOf(gateway)).toBe(0);
  });

  it('says how many lines are missing when it can write again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'auditgraph-log-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'log');
    const toFile = createTextWriter(openSync(path, 'w'));
    let write: (text: string) => void = toFile;
    const logger = createLogger((line) => write(line), 'info');

    logger.info('first', {});
    write = () => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    for (const message of ['second', 'third']) logger.info(message, {});
    logger.debug('never written', {});
    write = toFile;
    for (const message of ['fourth', 'fifth']) logger.info(message, {});

    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { message: 'first' },
      {
        level: 'error',
        lines: 2,
        message: expect.stringMatching(/^Lines of this log are missing/),
      },
      { message: 'fourth' },
      { message: 'fifth' },
    ]);
  });
});
