import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { load, percentile, type Shot } from './load.ts';
import {
  type Child,
  cpuMs,
  gatewayCore,
  otherCore,
  peakMemoryMb,
  startBuiltGateway,
  startScript,
} from './processes.ts';
import { floorTarget, ourTarget, plainTarget, type Target } from './targets.ts';
import { type Workload, workloads } from './workloads.ts';

/**
 * CPU per request of the built gateway beside a plain one and a REST pass-through: gateways on one
 * core, load and upstreams on the other, rounds interleaved, the smallest of three. `--quick`: one
 * short round. `--only=W1,W4`: these workloads.
 */
const isQuick = process.argv.includes('--quick');
const only = process.argv
  .find((arg) => arg.startsWith('--only='))
  ?.slice(7)
  .split(',');
const rounds = isQuick ? 1 : 3;
const concurrency = 16;

execFileSync('taskset', ['-acp', String(otherCore), String(process.pid)], { stdio: 'ignore' });
const upstreams = await startScript('upstreams.ts', [], otherCore);
const { coder, bindplane } = upstreams.ready as { coder: string; bindplane: string };

say(
  `Node ${process.version}; CPU ms per request at concurrency ${concurrency}, smallest of ${rounds}.`,
);
say('');
say(
  '| | asks for | auditgraph | plain | floor | ours ÷ plain | plain ÷ floor | calls | KB | p50 ms | peak MB |',
);
say('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
for (const workload of workloads.filter(({ name }) => only?.includes(name) ?? true)) {
  await runWorkload(workload);
}
await upstreams.stop();

async function runWorkload(workload: Workload): Promise<void> {
  await tell({ latencyMs: 0 });
  const targets = [
    ourTarget(await startBuiltGateway(coder, bindplane)),
    plainTarget(await startPeer('plain-gateway.ts', workload)),
    floorTarget(await startPeer('pass-through.ts', workload)),
  ];
  const shots = await Promise.all(targets.map((target) => target.shots(workload)));
  await tell({ latencyMs: workload.latencyMs });
  const best = targets.map(() => Number.POSITIVE_INFINITY);
  for (const [index, target] of targets.entries()) {
    await shoot(target, workload, shots[index]!, requestsOf(target, workload) / 4);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, target] of targets.entries()) {
      const requests = requestsOf(target, workload);
      const before = cpuMs(target.child.process);
      await shoot(target, workload, shots[index]!, requests);
      best[index] = Math.min(best[index]!, (cpuMs(target.child.process) - before) / requests);
    }
  }

  const [ours, plain, floor] = best as [number, number, number];
  const alone = await shoot(targets[0]!, workload, shots[0]!, 100, 1);
  await tell({ resetTraffic: true });
  const sample = isQuick ? 40 : 200;
  await shoot(targets[0]!, workload, shots[0]!, sample);
  const traffic = await tell({});
  say(
    `| ${[
      workload.name,
      workload.asks,
      ours.toFixed(3),
      plain.toFixed(3),
      floor.toFixed(3),
      (ours / plain).toFixed(3),
      (plain / floor).toFixed(1),
      (traffic.calls / sample).toFixed(2),
      (traffic.bytes / sample / 1000).toFixed(1),
      percentile(alone, 0.5).toFixed(2),
      peakMemoryMb(targets[0]!.child.process).toFixed(0),
    ].join(' | ')} |`,
  );
  await Promise.all(targets.map(({ child }) => child.stop()));
}

function startPeer(file: string, { peersLookUp }: Workload): Promise<Child> {
  return startScript(file, [coder, bindplane, peersLookUp ? 'lookup' : 'embedded'], gatewayCore);
}

/** Peers that fetch the whole trail, or everybody, are given fewer requests: they cost 100 times more. */
function requestsOf({ name }: Target, { requests, depth, peersLookUp }: Workload): number {
  const share = name !== 'auditgraph' && (depth === undefined || peersLookUp) ? 20 : 1;
  return Math.ceil(requests / share / (isQuick ? 8 : 1));
}

async function shoot(
  target: Target,
  workload: Workload,
  shots: readonly Shot[],
  requests: number,
  atOnce = concurrency,
): Promise<readonly number[]> {
  const { origin } = new URL(target.child.ready['url']!);
  const check = target.check(workload);
  const result = await load(origin, shots, {
    requests: Math.ceil(requests),
    concurrency: atOnce,
    check,
  });
  if (result.errors > 0) {
    throw new Error(`${target.name} gave ${result.errors} wrong answers in ${workload.name}.`);
  }
  return result.latencies;
}

async function tell(message: object): Promise<{ calls: number; bytes: number }> {
  const answer = once(upstreams.process, 'message');
  upstreams.process.send(message);
  return ((await answer) as [{ calls: number; bytes: number }])[0];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
