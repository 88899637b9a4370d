import { once } from 'node:events';
import { load, type LoadResult, type Shot } from './load.ts';
import { type Child, cpuMs, startUpstreamProcess } from './processes.ts';
import type { Target } from './targets.ts';
import type { Workload } from './workloads.ts';

/** Both upstreams, in one process beside the load. */
export interface Upstreams {
  readonly coder: string;
  readonly bindplane: string;
  /** Gives what was asked of them since the last reset. */
  tell(message: {
    readonly latencyMs?: number;
    readonly resetTraffic?: boolean;
  }): Promise<{ readonly calls: number; readonly bytes: number }>;
  stop(): Promise<void>;
}

/** `seed`: of rows that vary. */
export async function startUpstreams(
  rows: number,
  events: number,
  seed?: number,
): Promise<Upstreams> {
  const varied = seed === undefined ? [] : [String(seed)];
  const child = await startUpstreamProcess([String(rows), String(events), ...varied]);
  const { coder, bindplane } = child.ready as { coder: string; bindplane: string };
  return {
    coder,
    bindplane,
    async tell(message) {
      const answer = once(child.process, 'message');
      child.process.send(message);
      return ((await answer) as [{ calls: number; bytes: number }])[0];
    },
    stop: () => child.stop(),
  };
}

export const concurrency = 16;

/** Throws when an answer was wrong. */
export async function shoot(
  target: Target,
  workload: Workload,
  shots: readonly Shot[],
  requests: number,
  atOnce = concurrency,
): Promise<LoadResult> {
  const { origin } = new URL(target.child.ready['url']!);
  const check = target.check(workload);
  const result = await load(origin, shots, { requests, concurrency: atOnce, check });
  if (result.errors > 0) {
    throw new Error(`${target.name} gave ${result.errors} wrong answers in ${workload.name}.`);
  }
  return result;
}

/** What a gateway spends on each request of some work. */
export async function cpuPerRequest(
  { process }: Child,
  requests: number,
  work: () => Promise<unknown>,
): Promise<number> {
  const before = cpuMs(process);
  await work();
  return (cpuMs(process) - before) / requests;
}

export function say(...columns: readonly string[]): void {
  process.stdout.write(`| ${columns.join(' | ')} |\n`);
}

export function sayHead(...columns: readonly string[]): void {
  say(...columns);
  say(...columns.map(() => '---'));
}
