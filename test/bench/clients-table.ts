import { load, percentile } from './load.ts';
import { say, sayHead, type Upstreams } from './measure.ts';
import { peakMemoryMb, startBuiltGateway } from './processes.ts';
import { ourTarget } from './targets.ts';
import { workloads } from './workloads.ts';

const workload = workloads.find(({ name }) => name === 'W1')!;

/** Throughput and waiting time while more and more clients ask at once. */
export async function sayClients(
  upstreams: Upstreams,
  { isQuick }: { readonly isQuick: boolean },
): Promise<void> {
  process.stdout.write('W1 by so many clients at once, each asking again when answered.\n\n');
  sayHead('clients', 'requests/s', 'p50 ms', 'p99 ms', 'errors', 'peak MB');
  const child = await startBuiltGateway(upstreams);
  const target = ourTarget(child);
  const shots = await target.shots(workload);
  const { origin } = new URL(child.ready['url']!);
  const check = target.check(workload);
  await load(origin, shots, { requests: isQuick ? 200 : 1500, concurrency: 16, check });
  for (const concurrency of isQuick ? [1, 16, 256] : [1, 2, 4, 8, 16, 32, 64, 128, 256]) {
    const requests = isQuick ? 600 : 3000;
    const { seconds, latencies, errors } = await load(origin, shots, {
      requests,
      concurrency,
      check,
    });
    say(
      String(concurrency),
      (requests / seconds).toFixed(0),
      percentile(latencies, 0.5).toFixed(1),
      percentile(latencies, 0.99).toFixed(1),
      String(errors),
      peakMemoryMb(child.process).toFixed(0),
    );
  }
  await child.stop();
}
