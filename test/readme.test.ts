import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientErrorCodes } from '../src/schema/client-errors.ts';
import { parseConfig } from '../src/config/config.ts';
import { startEmbeddedSimulators } from '../src/simulator/embedded.ts';
import { type Gateway, startGateway } from './support/gateway.ts';

/** The clock that the README's answer was made with. */
const now = '2026-11-20T12:00:00Z';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
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

  it('shows the real answer to its query', async () => {
    const query = block(readme, 'graphql');

    const answer = await gateway.query(query);

    expect(answer).toEqual(JSON.parse(block(readme, 'json')));
  });

  it('names every setting', () => {
    const read = new Set<string>();
    parseConfig(new Proxy({}, { get: (_none, name) => void read.add(String(name)) }));

    const isFileOfSecret = (name: string) => read.has(name.replace(/_FILE$/, ''));
    const unnamed = [...read].filter(
      (name) =>
        !readme.includes(`\`${name}\``) && !(name.endsWith('_FILE') && isFileOfSecret(name)),
    );

    expect(read.size).toBeGreaterThan(40);
    expect(unnamed).toEqual([]);
  });

  it('names every error code', () => {
    expect(clientErrorCodes.filter((code) => !readme.includes(`\`${code}\``))).toEqual([]);
  });
});

/** The first block of code of a language. */
function block(text: string, language: string): string {
  const start = text.indexOf(`\`\`\`${language}\n`) + language.length + 4;
  return text.slice(start, text.indexOf('```', start));
}
