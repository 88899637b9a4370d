import { percentile, type Shot } from './load.ts';
import { cpuPerRequest, say, sayHead, shoot, startUpstreams } from './measure.ts';
import { startBuiltGateway } from './processes.ts';
import { ourTarget, pageFrom, post } from './targets.ts';
import { workloads } from './workloads.ts';

const workload = workloads.find(({ name }) => name === 'W1')!;
const pages = 100;
const rounds = 3;
/** The first page must not pay for what V8 compiles for all. */
const warmUp = 3000;
/** How deep a page may lie to be looked at; walking there takes a hundredth of the requests. */
const depths = [0, 40_000, 199_000, 999_000];

/** What a page costs in trails of 1,000 to 1,000,000 entries, and how deep it may lie. */
export async function sayScale({ isQuick }: { readonly isQuick: boolean }): Promise<void> {
  const sizes = isQuick ? [1000, 200_000] : [1000, 10_000, 100_000, 200_000, 1_000_000];
  process.stdout.write('A page of 25 audit logs (W1), alone: CPU ms, calls and p50.\n\n');
  sayHead('entries', 'at depth', 'CPU ms', '÷ first page', 'calls', 'p50 ms');
  for (const entries of sizes) {
    const upstreams = await startUpstreams(entries, 0);
    const child = await startBuiltGateway(upstreams);
    const target = ourTarget(child);
    const url = child.ready['url']!;
    let after: string | null = null;
    let depth = 0;
    let first: number | undefined;
    for (const wanted of depths.filter((candidate) => candidate + 25 * pages <= entries + 2500)) {
      if (wanted + 25 > entries) continue;
      for (; depth < wanted; depth += 100) after = await pageFrom(url, 100, after);
      const shots: Shot[] = [];
      let cursor: string | null = after;
      const room = Math.min(pages, Math.floor((entries - wanted) / 25) - 1);
      for (let page = 0; page < room; page += 1) {
        shots.push(post(workload.query, cursor));
        cursor = await pageFrom(url, 25, cursor);
      }
      await shoot(target, workload, shots, warmUp, 1);
      let best = Number.POSITIVE_INFINITY;
      let latencies: readonly number[] = [];
      await upstreams.tell({ resetTraffic: true });
      for (let round = 0; round < rounds; round += 1) {
        const cost = await cpuPerRequest(child, 300, async () => {
          ({ latencies } = await shoot(target, workload, shots, 300, 1));
        });
        best = Math.min(best, cost);
      }
      const { calls } = await upstreams.tell({});
      first ??= best;
      say(
        entries.toLocaleString('en'),
        wanted.toLocaleString('en'),
        best.toFixed(3),
        (best / first).toFixed(2),
        (calls / rounds / 300).toFixed(2),
        percentile(latencies, 0.5).toFixed(2),
      );
    }
    await child.stop();
    await upstreams.stop();
  }
}
