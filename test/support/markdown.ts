import { access, readdir, readFile } from 'node:fs/promises';
import { posix } from 'node:path';

/** The texts that people read, by their path from the root. */
export type Pages = ReadonlyMap<string, string>;

export async function readPages(root: URL): Promise<Pages> {
  const top = (await readdir(root)).filter((name) => name.endsWith('.md'));
  const below = (await readdir(new URL('docs/', root), { recursive: true }))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  const texts = [...top, ...below].map(
    async (path) => [path, await readFile(new URL(path, root), 'utf8')] as const,
  );
  return new Map(await Promise.all(texts));
}

/** The blocks of code of a language. */
export function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, block]) => block!,
  );
}

/** What stands in the column of that name, in every table that has one. */
export function tableCells(text: string, column: string): string[] {
  const cells: string[] = [];
  let index = -1;
  for (const line of text.split('\n')) {
    const row = line.startsWith('|') ? cellsIn(line) : undefined;
    if (row === undefined) index = -1;
    else if (index < 0) index = row.indexOf(column);
    else if (!/^-+$/.test(row[index]!)) cells.push(row[index]!);
  }
  return cells;
}

function cellsIn(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

export interface Link {
  readonly target: string;
  readonly exists: boolean;
}

/** The links of a page to files of the repository and to headings. */
export async function linksIn(
  text: string,
  path: string,
  { root, pages }: { readonly root: URL; readonly pages: Pages },
): Promise<Link[]> {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  const local = targets.filter((target) => !/^\w+:/.test(target));
  return Promise.all(
    local.map(async (target) => {
      const [file = '', heading] = target.split('#');
      const linked = file === '' ? path : posix.join(posix.dirname(path), file);
      const hasFile = await access(new URL(linked, root)).then(
        () => true,
        () => false,
      );
      const anchors = headingsOf(pages.get(linked) ?? '');
      return { target, exists: hasFile && (heading === undefined || anchors.has(heading)) };
    }),
  );
}

/** As GitHub names them. */
function headingsOf(text: string): ReadonlySet<string> {
  const titles = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title!);
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}
