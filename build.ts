import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'rolldown';

const root = import.meta.dirname;
const noComments = { legal: false, annotation: false, jsdoc: false };

/** Bundles the gateway and all that it imports, with the licences of what is not ours. */
export async function buildGateway(dir: string): Promise<void> {
  await build({
    cwd: root,
    input: 'src/main.ts',
    platform: 'node',
    logLevel: 'warn',
    plugins: [thirdPartyNotices()],
    output: { dir, cleanDir: true, comments: noComments, charset: 'ascii' },
  });
}

/** Writes the licence of every package of which the bundle has a module. */
function thirdPartyNotices(): Plugin {
  return {
    name: 'third-party-notices',
    async generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const folders = new Set(chunks.flatMap(({ moduleIds }) => moduleIds.flatMap(packageOf)));
      const notices = await Promise.all([...folders].map(noticeOf));
      const source = [...new Set(notices)].toSorted().join(`\n${'-'.repeat(80)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source });
    },
  };
}

/** The folder of the innermost package that a module is in; none for modules of our own. */
function packageOf(moduleId: string): readonly string[] {
  const folders = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(moduleId);
  return folders ? [folders[0].replaceAll('\0', '')] : [];
}

async function noticeOf(folder: string): Promise<string> {
  const about = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as About;
  const author = typeof about.author === 'string' ? about.author : about.author?.name;
  const heading = `${about.name} ${about.version} (${about.license})`;
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  const texts = await Promise.all(
    files.toSorted().map((file) => readFile(join(folder, file), 'utf8')),
  );
  const parts = [author ? `${heading} by ${author}` : heading, ...texts];
  return `${parts.map((part) => part.trim()).join('\n\n')}\n`;
}

interface About {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly author?: string | { readonly name?: string };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildGateway('dist');
