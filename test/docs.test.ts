import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseConfig } from '../src/config/config.ts';
import { Settings } from '../src/config/settings.ts';
import { clientErrorCodes } from '../src/schema/client-errors.ts';
import { startEmbeddedSimulators } from '../src/simulator/embedded.ts';
import { createMetrics } from '../src/telemetry/metrics.ts';
import { type Gateway, startGateway } from './support/gateway.ts';
import { blocks, linksIn, readPages, tableCells } from './support/markdown.ts';

/** The clock that the answer in the README was made with. */
const now = '2026-11-20T12:00:00Z';

const root = new URL('..', import.meta.url);
const pages = await readPages(root);
const page = (path: string) => pages.get(path)!;

describe('the documents', () => {
  let simulators: Awaited<ReturnType<typeof startEmbeddedSimulators>>;
  let gateway: Gateway;

  beforeAll(async () => {
    simulators = await startEmbeddedSimulators({ now: () => now, arrivals: false });
    const { coder, bindplane } = simulators;
    gateway = await startGateway({
      coder,
      bindplane: { url: bindplane.url, token: bindplane.apiKey },
    });
  });

  afterAll(async () => {
    await gateway.close();
    await simulators.close();
  });

  it('show the real answer to the query of the README', async () => {
    const [query = ''] = blocks(page('README.md'), 'graphql');
    const [answer = ''] = blocks(page('README.md'), 'json');

    expect(await gateway.query(query)).toEqual(JSON.parse(answer));
  });

  it('have no query that does not run', async () => {
    const { data } = await gateway.query<{ auditLogs: { nodes: [{ id: string }] } }>(
      '{ auditLogs(first: 1) { nodes { id } } }',
    );
    const { id } = data!.auditLogs.nodes[0];
    const queries = [...pages.values()].flatMap((text) => blocks(text, 'graphql'));

    for (const query of queries) {
      const needsId = /\$id: ID!/.test(query);
      const answer = await gateway.query(query, needsId ? { id } : {});
      expect(answer, query).toEqual({ data: expect.any(Object) as unknown });
      for (const [field, value] of Object.entries(answer.data!)) {
        expect(value, `${field} of ${query}`).not.toBeNull();
      }
    }

    expect(queries.length).toBeGreaterThan(10);
    expect(queries.map((query) => parse(query).definitions.length)).not.toContain(0);
  });

  it('name every setting, and none that does not exist', () => {
    const read = settingsRead();
    const named = tableCells(page('docs/settings.md'), 'setting').flatMap(namesIn);
    const isFileOfSecret = (name: string) => read.has(name.replace(/_FILE$/, ''));
    const isMentioned = (name: string) => page('docs/settings.md').includes(`\`${name}\``);

    const unnamed = [...read].filter(
      (name) => !isMentioned(name) && !(name.endsWith('_FILE') && isFileOfSecret(name)),
    );

    expect(read.size).toBeGreaterThan(60);
    expect(unnamed).toEqual([]);
    expect(named.filter((name) => !read.has(name))).toEqual([]);
  });

  it('have the defaults and ranges of numbers', () => {
    const integer = vi.spyOn(Settings.prototype, 'integer');
    parseConfig({ CODER_URL: 'https://coder.example.com' });
    const numbers = integer.mock.calls.map(([name, fallback, { min, max }]) => [
      name,
      `\`${fallback}\` (${min}–${max})`,
    ]);
    integer.mockRestore();

    const settings = page('docs/settings.md');
    const defaults = tableCells(settings, 'default (range)');
    const documented = tableCells(settings, 'setting').map((cell, row) => [
      namesIn(cell)[0],
      defaults[row],
    ]);

    expect(numbers.length).toBeGreaterThan(25);
    expect(documented).toEqual(expect.arrayContaining(numbers));
  });

  it('have every error code and no other', () => {
    const codes = tableCells(page('docs/errors.md'), 'code').flatMap(namesIn);

    expect(codes.slice(0, clientErrorCodes.length)).toEqual(clientErrorCodes);
  });

  it('have every warning that a page can carry and no other', async () => {
    const { data } = await gateway.query<{ warning: { fields: Described[] } }>(
      '{ warning: __type(name: "AuditWarning") { fields { name description } } }',
    );
    const { description } = data!.warning.fields.find(({ name }) => name === 'code')!;
    const codes = tableCells(page('docs/errors.md'), 'code').flatMap(namesIn);

    const documented = codes.slice(clientErrorCodes.length);

    expect(documented.toSorted()).toEqual(namesIn(description).toSorted());
  });

  it('have every metric and no other', async () => {
    const config = parseConfig({ CODER_URL: 'https://coder.example.com' });
    const text = await createMetrics(config, { errorCodes: [], cutLimits: [] }).render();
    const served = [...text.matchAll(/^# TYPE (auditgraph_\w+) (\w+)/gm)].map(
      ([, name, kind]) => `${name} ${kind}`,
    );
    const operation = page('docs/operation.md');
    const kinds = tableCells(operation, 'kind');
    const documented = tableCells(operation, 'metric').map(
      (cell, row) => `${cell.replaceAll('`', '')} ${kinds[row]}`,
    );

    expect(served.length).toBeGreaterThan(5);
    expect(documented.toSorted()).toEqual(served.toSorted());
  });

  it('ask for no metric that does not exist', () => {
    const documented = tableCells(page('docs/operation.md'), 'metric').join();
    const asked = [...page('docs/operation.md').matchAll(/auditgraph_\w+/g)].map(([name]) =>
      name.replace(/_(?:count|bucket|sum)$/, ''),
    );

    expect(asked.filter((name) => !documented.includes(`\`${name}\``))).toEqual([]);
  });

  it('link to pages and headings that exist', async () => {
    const broken: string[] = [];
    for (const [path, text] of pages) {
      for (const link of await linksIn(text, path, { root, pages })) {
        if (!link.exists) broken.push(`${path}: ${link.target}`);
      }
    }

    expect(broken).toEqual([]);
  });

  it('name no command that package.json does not have', async () => {
    const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as Record<
      'scripts',
      object
    >;
    const commands = [...pages.values()].flatMap((text) =>
      [...text.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name]) => name!),
    );

    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('list every decision', async () => {
    const records = (await readdir(new URL('docs/decisions/', root))).filter((name) =>
      /^\d{4}-/.test(name),
    );

    expect(
      records.filter((name) => !page('docs/decisions/README.md').includes(`(${name})`)),
    ).toEqual([]);
  });
});

interface Described {
  readonly name: string;
  readonly description: string;
}

function settingsRead(): ReadonlySet<string> {
  const read = new Set<string>();
  const record = (given: Record<string, string>) =>
    parseConfig(
      new Proxy(given, {
        get(env, name) {
          read.add(String(name));
          return env[String(name)];
        },
      }),
    );
  record({});
  record({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318' });
  return read;
}

/** Names in capitals that stand as code. */
function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([A-Z][A-Z\d_]+)`/g)].map(([, name]) => name!);
}
