import { setTimeout } from 'node:timers/promises';
import { startBindplaneSimulator } from '../../src/simulator/bindplane/bindplane-simulator.ts';
import { startCoderSimulator } from '../../src/simulator/coder/coder-simulator.ts';
import { Random } from '../../src/simulator/random.ts';
import { createSampleTrail } from '../../src/simulator/sample-trail/sample-trail.ts';
import { startGatewayProcess } from './gateway-process.ts';
import type { Sample } from './gateway-process.ts';
import { MixedLoad } from './mixed-load.ts';
import type { SoakCaller } from './mixed-load.ts';
import { soakFaults } from './soak-faults.ts';

/**
 * Mixed load on the built gateway while faults come and go; after each, what the gateway holds when
 * it is idle. Fails when that grows. `--minutes=20`, `--concurrency=8`.
 */
const minutes = Number(option('minutes') ?? 20);
const concurrency = Number(option('concurrency') ?? 8);
const halfRoundMs = 4000;
/** Longer than connections are kept alive and breakers open. */
const restMs = 6000;

const now = '2026-11-20T12:00:00Z';
const trail = createSampleTrail({ now, seed: 1 });
const callers: readonly SoakCaller[] = Array.from({ length: 20 }, (_, index) => ({
  coder: `${index}`.padStart(10, 'a').concat('-').padEnd(33, 'b'),
  bindplane: `key-${index}`,
}));
const coder = await startCoderSimulator({
  ...trail.coder,
  tokens: Object.fromEntries(callers.map((caller) => [caller.coder, trail.coder.tokenUserId])),
  now: () => now,
});
const bindplane = await startBindplaneSimulator({
  ...trail.bindplane,
  keys: Object.fromEntries(callers.map((caller) => [caller.bindplane, { role: 'admin' as const }])),
  now: () => now,
});
const gateway = await startGatewayProcess({
  CODER_URL: coder.url,
  BINDPLANE_URL: bindplane.url,
  // Short, so that faults pass quickly; wide, so that the load gets through.
  REQUEST_TIMEOUT_MS: '3000',
  UPSTREAM_TIMEOUT_MS: '1000',
  UPSTREAM_COOLDOWN_MS: '500',
  RATE_LIMIT_PER_MINUTE: '1000000',
});
const stranger = { coder: 'made-up', bindplane: 'made-up' };
const load = new MixedLoad(gateway.url, [...callers, stranger], new Random(1));

const samples: Sample[] = [];
const end = performance.now() + minutes * 60_000;
const faults = Object.entries(soakFaults);
say('minute  fault            heap MB  external MB  resident MB  descriptors  timers');
for (let round = 0; performance.now() < end; round += 1) {
  const [name, fault] = faults[round % faults.length]!;
  const upstreams = [[coder], [bindplane], [coder, bindplane]][round % 3]!;
  for (const upstream of upstreams) upstream.faults.rule(() => fault);
  await load.run(halfRoundMs, concurrency);
  for (const upstream of upstreams) upstream.faults.clear();
  await load.run(halfRoundMs, concurrency);
  await setTimeout(restMs);
  coder.traffic.reset();
  bindplane.traffic.reset();
  const sample = await gateway.sample();
  samples.push(sample);
  const minute = (minutes + (performance.now() - end) / 60_000).toFixed(1);
  const values = Object.values(sample).map((value) => String(Math.round(value * 10) / 10));
  say([minute.padEnd(7), name.padEnd(16), ...values.map((value) => value.padEnd(12))].join(' '));
}
const code = await gateway.stop();
await coder.close();
await bindplane.close();

say([...load.outcomes].map(([outcome, count]) => `${outcome} ${count}`).join(', '));
const problems = [
  ...(code === 0 ? [] : [`it ended with ${code}`]),
  ...gateway.complaints.map((line) => `it logged ${line}`),
  ...[...load.outcomes.keys()].filter((outcome) => !isExpected(outcome)),
  ...growths(samples),
];
for (const problem of problems) say(`Problem: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;

/**
 * What the last third falls back to more than the third after warming up, by the lowest tenth: what
 * large bodies take comes and goes in steps of 30 MB, and a leak raises the floor.
 */
function growths(all: readonly Sample[]): string[] {
  const warm = all.slice(Math.ceil(all.length / 4));
  const third = Math.ceil(warm.length / 3);
  const limits: Readonly<Record<keyof Sample, number>> = {
    heapMb: 2,
    externalMb: 2,
    residentMb: 25,
    descriptors: 2,
    timers: 2,
  };
  return (Object.keys(limits) as (keyof Sample)[]).flatMap((key) => {
    const before = floorOf(warm.slice(0, third).map((sample) => sample[key]));
    const after = floorOf(warm.slice(-third).map((sample) => sample[key]));
    say(`${key}: ${before.toFixed(1)} → ${after.toFixed(1)}`);
    return after - before > limits[key] ? [`${key} grew`] : [];
  });
}

function floorOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 10)] ?? Number.NaN;
}

function isExpected(outcome: string): boolean {
  return outcome === 'OK' || outcome === 'left' || /^(?!INTERNAL)[A-Z_]+$/.test(outcome);
}

function option(name: string): string | undefined {
  return process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
