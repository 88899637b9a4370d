import { percentile, type Shot } from './load.ts';
import { concurrency, cpuPerRequest, say, sayHead, shoot, type Upstreams } from './measure.ts';
import { peakMemoryMb, startBuiltGateway, startPeer } from './processes.ts';
import { floorTarget, ourTarget, plainTarget, type Target } from './targets.ts';
import { type Workload, workloads } from './workloads.ts';

/**
 * So many requests before any counts: until then V8 compiles what each request runs once, on Node 24
 * with threads that take a tenth of its CPU.
 */
const warmUpRequests = 16_000;
/** A round of one gateway is dealt out among those of the others: machines change in seconds. */
const turnsPerRound = 2;
/** Its requests cost so little that a round would be over within one of the machine's moods. */
const floorShare = 4;

/**
 * CPU per request of the built gateway beside a plain one and a REST pass-through: gateways on one
 * core, load and upstreams on the other, rounds interleaved, the smallest of three.
 */
export async function sayWorkloads(
  { alike, varied }: { readonly alike: Upstreams; readonly varied: Upstreams },
  { isQuick, only }: { readonly isQuick: boolean; readonly only: readonly string[] | undefined },
): Promise<void> {
  const rounds = isQuick ? 1 : 3;
  process.stdout.write(
    `CPU ms per request at concurrency ${concurrency}, smallest of ${rounds}.\n\n`,
  );
  sayHead(
    '',
    'asks for',
    'auditgraph',
    'plain',
    'floor',
    'ours ÷ plain',
    'plain ÷ floor',
    'calls',
    'KB',
    'p50 ms',
    'peak MB',
  );
  for (const workload of workloads.filter(({ name }) => only?.includes(name) ?? true)) {
    await sayWorkload(workload, workload.isVaried ? varied : alike);
  }

  async function sayWorkload(workload: Workload, upstreams: Upstreams): Promise<void> {
    await upstreams.tell({ latencyMs: 0 });
    let targets = await startTargets(workload, upstreams);
    const shots = await Promise.all(targets.map((target) => target.shots(workload)));
    await upstreams.tell({ latencyMs: workload.latencyMs });
    const best = targets.map(() => Number.POSITIVE_INFINITY);
    const warmUpRounds = isQuick ? 2 : Math.ceil(warmUpRequests / workload.requests);
    // Those of the warm-up are dealt out as well: after a pause a gateway would begin to warm up again.
    for (let round = workload.isCold ? 0 : -warmUpRounds; round < rounds; round += 1) {
      if (workload.isCold) {
        await stopTargets(targets);
        targets = await startTargets(workload, upstreams);
      }
      const costs = await costsOfRound(targets, shots, workload, round >= 0);
      if (round < 0) continue;
      for (const [index, cost] of costs.entries()) best[index] = Math.min(best[index]!, cost);
    }

    const [ours, plain, floor] = best as [number, number, number];
    const alone = await shoot(targets[0]!, workload, shots[0]!, isQuick ? 50 : 200, 1);
    await upstreams.tell({ resetTraffic: true });
    const sample = isQuick ? 40 : 200;
    await shoot(targets[0]!, workload, shots[0]!, sample);
    const traffic = await upstreams.tell({});
    say(
      workload.name,
      workload.asks,
      ours.toFixed(3),
      plain.toFixed(3),
      floor.toFixed(3),
      (ours / plain).toFixed(3),
      (plain / floor).toFixed(1),
      (traffic.calls / sample).toFixed(2),
      (traffic.bytes / sample / 1000).toFixed(1),
      percentile(alone.latencies, 0.5).toFixed(2),
      peakMemoryMb(targets[0]!.child.process).toFixed(0),
    );
    await stopTargets(targets);
  }

  /** What each gateway spends on a request. */
  async function costsOfRound(
    targets: readonly Target[],
    shots: readonly (readonly Shot[])[],
    workload: Workload,
    counts: boolean,
  ): Promise<readonly number[]> {
    const costs = targets.map(() => 0);
    for (let turn = 0; turn < turnsPerRound; turn += 1) {
      for (const [index, target] of targets.entries()) {
        const share = target.name === 'floor' && counts ? floorShare : 1;
        const requests = Math.ceil((share * requestsOf(target, workload)) / turnsPerRound);
        const cost = await cpuPerRequest(target.child, requests, () =>
          shoot(target, workload, shots[index]!, requests),
        );
        costs[index]! += cost / turnsPerRound;
      }
    }
    return costs;
  }

  /** Peers that fetch the whole trail, or everybody, are given fewer requests: they cost 100 times more. */
  function requestsOf({ name }: Target, { requests, depth, peersLookUp }: Workload): number {
    const share = name !== 'auditgraph' && (depth === undefined || peersLookUp) ? 20 : 1;
    return Math.ceil(requests / share / (isQuick ? 8 : 1));
  }
}

async function startTargets(workload: Workload, upstreams: Upstreams): Promise<Target[]> {
  const { coder, bindplane } = upstreams;
  const modes = [workload.peersLookUp ? 'lookup' : 'embedded', workload.eventWindow ?? ''];
  const startPeerFor = (name: string) => startPeer(name, [coder, bindplane, ...modes]);
  return [
    ourTarget(await startBuiltGateway(upstreams)),
    plainTarget(await startPeerFor('plain-gateway')),
    floorTarget(await startPeerFor('pass-through')),
  ];
}

async function stopTargets(targets: readonly Target[]): Promise<void> {
  await Promise.all(targets.map(({ child }) => child.stop()));
}
