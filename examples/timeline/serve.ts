import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createServer } from 'vite';

/** Starts the gateway from its sources and, once it answers, this page beside it. */
const root = import.meta.dirname;
const gateway = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
  cwd: `${root}/../..`,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(gateway, 'exit');

// A signal for the whole group reaches the gateway by itself; one for this process alone does not.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => gateway.kill(signal));

for await (const line of createInterface({ input: gateway.stdout })) {
  const [, url] = /answers at (\S+)\/graphql/.exec(line) ?? [];
  if (url === undefined) continue;
  const page = await createServer({ root, server: { proxy: { '/graphql': url } } });
  await page.listen();
  process.stdout.write(`The gateway answers at ${url}/graphql\n`);
  process.stdout.write(`The example page is at ${page.resolvedUrls?.local[0]}\n`);
  void ended.then(() => page.close());
}
const [code] = (await ended) as [number | null];
process.exitCode = code ?? 0;
