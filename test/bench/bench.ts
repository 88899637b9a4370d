import { execFileSync } from 'node:child_process';
import { sayClients } from './clients-table.ts';
import { startUpstreams } from './measure.ts';
import { buildProcesses, otherCore, startBuiltGateway } from './processes.ts';
import { sayScale } from './scale-table.ts';
import { sayWorkloads } from './workload-table.ts';

/**
 * `npm run bench`, with `-- --only=W1,W4` for these workloads, `--seed=1` for the rows of another
 * run, `-- --scale` for pages of small and large trails, `-- --clients` for 1 to 256 clients, and
 * `--quick` for a rough run of each.
 */
const flags = process.argv.slice(2);
const isQuick = flags.includes('--quick');
const only = flags
  .find((flag) => flag.startsWith('--only='))
  ?.slice(7)
  .split(',');

execFileSync('taskset', ['-acp', String(otherCore), String(process.pid)], { stdio: 'ignore' });
buildProcesses();
process.stdout.write(`Node ${process.version}. `);
if (flags.includes('--scale')) {
  await sayScale({ isQuick });
} else {
  const upstreams = await startUpstreams(50_000, 20_000);
  await sayStart();
  if (flags.includes('--clients')) await sayClients(upstreams, { isQuick });
  else {
    const seed = seedOf(flags) ?? Date.now() % 1_000_000;
    process.stdout.write(`Rows that vary have the seed ${seed}. `);
    const varied = await startUpstreams(10_000, 0, seed);
    await sayWorkloads({ alike: upstreams, varied }, { isQuick, only });
    await varied.stop();
  }
  await upstreams.stop();

  async function sayStart(): Promise<void> {
    const times: number[] = [];
    for (let start = 0; start < 3; start += 1) {
      const gateway = await startBuiltGateway(upstreams);
      times.push(gateway.startMs);
      await gateway.stop();
    }
    process.stdout.write(`It answers ${Math.min(...times).toFixed(0)} ms after its start. `);
  }
}

/** Undefined: it is not said. */
function seedOf(given: readonly string[]): number | undefined {
  const seed = given.find((flag) => flag.startsWith('--seed='))?.slice(7);
  return seed === undefined ? undefined : Number(seed);
}
