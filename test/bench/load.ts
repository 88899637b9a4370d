import { Pool } from 'undici';
import { callers } from './data.ts';

export interface Shot {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly body: string | undefined;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Sorted, in milliseconds. */
  readonly latencies: readonly number[];
  readonly errors: number;
}

/** Sends the shots in turn, each as one of the callers, so many at once; `check` looks at each answer. */
export async function load(
  origin: string,
  shots: readonly Shot[],
  options: {
    readonly requests: number;
    readonly concurrency: number;
    readonly check: (body: string) => void;
  },
): Promise<LoadResult> {
  const pool = new Pool(origin, { connections: options.concurrency });
  const latencies: number[] = [];
  let sent = 0;
  let errors = 0;
  const start = performance.now();
  const worker = async () => {
    while (sent < options.requests) {
      const index = sent;
      sent += 1;
      const { coder, bindplane } = callers[index % callers.length]!;
      const { path, method, body } = shots[index % shots.length]!;
      const begun = performance.now();
      const answer = await pool.request({
        path,
        method,
        body: body ?? null,
        headers: {
          'content-type': 'application/json',
          'coder-session-token': coder,
          'x-bindplane-api-key': bindplane,
        },
      });
      const text = await answer.body.text();
      latencies.push(performance.now() - begun);
      try {
        options.check(text);
      } catch (error) {
        errors += 1;
        if (errors === 1) process.stderr.write(`${String(error)}: ${text.slice(0, 300)}\n`);
      }
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, worker));
  const seconds = (performance.now() - start) / 1000;
  await pool.close();
  return {
    requests: options.requests,
    seconds,
    latencies: latencies.toSorted((a, b) => a - b),
    errors,
  };
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
