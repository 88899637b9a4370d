import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedSimulators } from '../src/simulator/embedded.ts';
import { type Gateway, startGateway } from './support/gateway.ts';

/** The clock that the README's answer was made with. */
const now = '2026-11-20T12:00:00Z';

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
    const text = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const query = block(text, 'graphql');

    const answer = await gateway.query(query);

    expect(answer).toEqual(JSON.parse(block(text, 'json')));
  });
});

/** The first block of code of a language. */
function block(text: string, language: string): string {
  const start = text.indexOf(`\`\`\`${language}\n`) + language.length + 4;
  return text.slice(start, text.indexOf('```', start));
}
