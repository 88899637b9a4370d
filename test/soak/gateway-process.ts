import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** What a gateway holds when it has nothing to do. */
export interface Sample {
  readonly heapMb: number;
  /** Outside of the heap, such as buffers. */
  readonly externalMb: number;
  readonly residentMb: number;
  readonly descriptors: number;
  readonly timers: number;
}

export interface GatewayProcess {
  readonly url: string;
  /** What it logged that is no request's line. */
  readonly complaints: readonly string[];
  /** Collects garbage, then measures. */
  sample(): Promise<Sample>;
  /** Resolves with its exit code. */
  stop(): Promise<number | null>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Loaded before it: collects garbage when told, so that what is left can be measured. */
const preload = 'data:text/javascript,process.on("SIGUSR2", () => { gc(); gc(); })';

/** Starts the built gateway. */
export async function startGatewayProcess(
  environment: Readonly<Record<string, string>>,
): Promise<GatewayProcess> {
  const args = ['--expose-gc', '--import', preload, 'dist/main.js'];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    if (complaints.length < 100) complaints.push(chunk.toString());
  });
  const [line] = (await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => {
      throw new Error(`The gateway did not start: ${complaints.join('')}`);
    }),
  ])) as [Buffer];
  const url = /http:\/\/\S+(?=\/graphql)/.exec(line.toString())?.[0] ?? '';
  return {
    url,
    complaints,
    async sample() {
      child.kill('SIGUSR2');
      await setTimeout(500);
      const text = await (
        await fetch(`${url}/metrics`, { headers: { connection: 'close' } })
      ).text();
      const valueOf = (name: string) =>
        Number(
          text
            .split('\n')
            .find((each) => each.startsWith(`${name} `))
            ?.split(' ')[1] ?? 0,
        );
      const megabytes = (name: string) => valueOf(name) / 2 ** 20;
      return {
        heapMb: megabytes('nodejs_heap_size_used_bytes'),
        externalMb: megabytes('nodejs_external_memory_bytes'),
        residentMb: megabytes('process_resident_memory_bytes'),
        descriptors: valueOf('process_open_fds'),
        timers: valueOf('nodejs_active_resources{type="Timeout"}'),
      };
    },
    async stop() {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      const [code] = (await exit) as [number | null];
      return code;
    },
  };
}
