import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import { vi } from 'vitest';

const root = fileURLToPath(new URL('../../examples/timeline', import.meta.url));

export interface BuiltPage {
  readonly folder: string;
  /** All of its files, one after the other. */
  text(): Promise<string>;
  remove(): Promise<void>;
}

export interface ServedPage {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the example for production, into a folder of its own. */
export async function buildExamplePage(): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), 'timeline-'));
  vi.stubEnv('NODE_ENV', 'production');
  await build({ root, logLevel: 'warn', build: { outDir: folder, emptyOutDir: true } });
  vi.unstubAllEnvs();
  return {
    folder,
    async text() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      const texts = files.map((file) => readFile(join(file.parentPath, file.name), 'utf8'));
      return (await Promise.all(texts)).join('\n');
    },
    remove: () => rm(folder, { recursive: true }),
  };
}

/** Serves it beside a gateway: one origin for both. */
export async function serveExamplePage(
  { folder }: BuiltPage,
  gatewayUrl: string,
): Promise<ServedPage> {
  const server = await preview({
    root,
    logLevel: 'warn',
    build: { outDir: folder },
    preview: { host: '127.0.0.1', port: 0, proxy: { '/graphql': gatewayUrl } },
  });
  const [url] = server.resolvedUrls?.local ?? [];
  if (url === undefined) throw new Error('The preview server has no address.');
  return { url, close: () => server.close() };
}
