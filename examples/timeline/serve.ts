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
const typed = writeTypedDocuments();

// Ctrl-C reaches the gateway by itself, since both are in the terminal's group.
process.on('SIGINT', () => undefined);
for (const event of ['SIGTERM', 'exit']) process.on(event, () => gateway.kill());

for await (const line of createInterface({ input: gateway.stdout })) {
  const [, url] = /answers at (\S+)\/graphql/.exec(line) ?? [];
  if (url === undefined) continue;
  await typed;
  const page = await createServer({ root, server: { proxy: { '/graphql': url } } });
  await page.listen();
  process.stdout.write(`The gateway answers at ${url}/graphql\n`);
  process.stdout.write(`The example page is at ${page.resolvedUrls?.local[0]}\n`);
  void ended.then(() => page.close());
}
const [code] = (await ended) as [number | null];
// At once: what writes the documents may still be at it.
process.exit(code ?? 0);

/** What the page imports; meanwhile the gateway starts. */
async function writeTypedDocuments(): Promise<void> {
  const codegen = spawn('npm', ['run', 'codegen', '--silent', '--', '--silent'], {
    cwd: `${root}/../..`,
    stdio: ['ignore', 'ignore', 'inherit'],
    // npm is a script on Windows.
    shell: process.platform === 'win32',
  });
  const [status] = (await once(codegen, 'exit')) as [number | null];
  if (status !== 0) throw new Error('The typed documents could not be written: npm run codegen');
}
