import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

/** Gateways run on one core; load and upstreams on the other. */
const gatewayCore = 0;
export const otherCore = 1;

export interface Child {
  readonly process: ChildProcess;
  /** What it said first. */
  readonly ready: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** None outlives the benchmark, whatever happens to it. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

const here = new URL('.', import.meta.url).pathname;
const root = new URL('../..', import.meta.url).pathname;

/** Built as the gateway is: what compiles while it runs costs time and memory. */
const built = `${root}node_modules/.cache/bench/`;

/** The peers and the upstreams, before any of them is started. */
export function buildProcesses(): void {
  const files = ['plain-gateway', 'pass-through', 'upstreams'].map((name) => `${here}${name}.ts`);
  const args = ['rolldown', ...files, '--platform', 'node', '--dir', built];
  execFileSync('npx', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
}

export function startPeer(name: string, args: readonly string[]): Promise<Child> {
  return startChild([`${built}${name}.js`, ...args], gatewayCore);
}

/** Beside the load. */
export function startUpstreamProcess(args: readonly string[]): Promise<Child> {
  return startChild([`${built}upstreams.js`, ...args], otherCore);
}

const { scripts } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  readonly scripts: { readonly start: string };
};
/** Node's flags and the file, behind `node`. */
const startArguments = scripts.start.split(' ').slice(1);

/** For all alike: without it graphql-js looks for other copies of itself, a tenth of the plain gateway. */
const production = { NODE_ENV: 'production' };

/** Starts a script that sends one message when it is ready. */
async function startChild(args: readonly string[], core: number): Promise<Child> {
  const child = spawn('taskset', ['-c', String(core), process.execPath, ...args], {
    cwd: root,
    env: { ...process.env, ...production },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  running.add(child);
  const [ready] = (await once(child, 'message')) as [Record<string, string>];
  return { process: child, ready, stop: () => stop(child) };
}

/** Starts the built gateway by the command of `npm start`, with everything on that production runs. */
export async function startBuiltGateway({
  coder,
  bindplane,
}: {
  readonly coder: string;
  readonly bindplane: string;
}): Promise<Child & { readonly startMs: number }> {
  const start = performance.now();
  const child = spawn('taskset', ['-c', String(gatewayCore), process.execPath, ...startArguments], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      ...production,
      PORT: '0',
      CODER_URL: coder,
      BINDPLANE_URL: bindplane,
      // The load of a whole team from one machine.
      RATE_LIMIT_PER_MINUTE: '1000000',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  running.add(child);
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    const url = /http:\/\/\S+\/graphql/.exec(output)?.[0];
    if (url === undefined) continue;
    await fetch(`${url}?query={__typename}`);
    const startMs = performance.now() - start;
    return { process: child, ready: { url }, startMs, stop: () => stop(child) };
  }
  throw new Error(`The gateway did not start: ${output}`);
}

async function stop(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** CPU time of a process in milliseconds, user and system, of all its threads. */
export function cpuMs({ pid }: ChildProcess): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = tasks.map((task) =>
    Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e6;
}

/** The most memory the process ever held, in megabytes. */
export function peakMemoryMb({ pid }: ChildProcess): number {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1]) / 1024;
}
