#!/usr/bin/env node
import { ConfigError, parseConfig } from './config.ts';
import type { Config } from './config.ts';
import { createUpstreams } from './context.ts';
import { createLogger } from './logger.ts';
import { schema } from './schema.ts';
import { createServer } from './server.ts';

try {
  await main();
} catch (error) {
  process.stderr.write(`${describe(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const settings = parseConfig();
  const simulators =
    settings.coder || settings.bindplane ? undefined : await startSimulators(settings);
  const config = simulators?.config ?? settings;
  const upstreams = createUpstreams(config);
  const logger = createLogger((line) => process.stderr.write(line));
  const server = createServer(config, { schema, upstreams, logger });
  try {
    const url = await server.listen();
    process.stdout.write(`auditgraph answers at ${url}/graphql\n`);
    if (simulators) {
      process.stdout.write(
        'No upstream is configured, so it shows the audit trails of a made-up company: open that URL in a browser.\n',
      );
    }
    await nextSignal();
    await server.stop();
  } finally {
    await upstreams.close();
    await simulators?.close();
  }
}

/** Imported only here, so that a gateway with upstreams does not load them. */
async function startSimulators(
  settings: Config,
): Promise<{ readonly config: Config; close(): Promise<void> }> {
  const { startEmbeddedSimulators } = await import('./simulator/embedded.ts');
  const simulators = await startEmbeddedSimulators();
  const { coder, bindplane } = simulators;
  return {
    config: {
      ...settings,
      coder,
      bindplane: { url: bindplane.url, token: bindplane.apiKey, accountId: undefined },
    },
    close: () => simulators.close(),
  };
}

/** Resolves with the first signal; a second one then ends the process at once, as Node does. */
function nextSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}

function describe(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  return 'code' in error
    ? `auditgraph cannot run: ${error.message}`
    : (error.stack ?? error.message);
}
