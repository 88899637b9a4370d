import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { builtMain } from './build.ts';

/** The built gateway as a process of its own. */
export interface Cli {
  /** Resolves when something was printed; rejects when it ends before. */
  readonly firstLine: Promise<string>;
  readonly end: Promise<{ code: number | null; signal: string | null; out: string; err: string }>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts it on any free port with these settings and no others; killed when the test ends. */
export function runCli(environment: Record<string, string>): Cli {
  const env = { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'warn', ...environment };
  const child = spawn(process.execPath, [builtMain], { env });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const end = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    out,
    err,
  }));
  return {
    firstLine: Promise.race([
      once(child.stdout, 'data').then(() => out.split('\n')[0] ?? ''),
      end.then((ended) => Promise.reject(new Error(ended.err))),
    ]),
    end,
    kill: (signal) => void child.kill(signal),
  };
}

/** The URL that its first line names. */
export function urlIn(line: string): string {
  return /http:\/\/\S+(?=\/graphql)/.exec(line)?.[0] ?? '';
}
