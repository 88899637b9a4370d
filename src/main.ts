#!/usr/bin/env node
import { ConfigError, parseConfig } from './config/config.ts';
import type { Config } from './config/config.ts';
import { createUpstreams } from './schema/context.ts';
import { createLogger } from './telemetry/logger.ts';
import type { Logger } from './telemetry/logger.ts';
import { clientErrorCodes } from './schema/client-errors.ts';
import { cutReasons } from './server/answers/cut-answer.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { createMetricsServer } from './server/metrics-server.ts';
import type { RequestTracer } from './telemetry/request-tracer.ts';
import { schema } from './schema/schema.ts';
import { UnsentAnswers } from './server/answers/unsent-answers.ts';
import { createServer } from './server/server.ts';
import { startLines } from './config/start-lines.ts';
import { createTextWriter } from './telemetry/write-text.ts';

try {
  await main();
} catch (error) {
  say(2, `${describe(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const signal = nextSignal();
  const settings = parseConfig();
  const simulators =
    settings.coder || settings.bindplane ? undefined : await startSimulators(settings);
  const config = simulators?.config ?? settings;
  const logger = createLogger(createTextWriter(2), config.logLevel);
  for (const warning of config.warnings) {
    logger.warn(warning, simulators ? { isSimulated: true } : {});
  }
  const metrics = createMetrics(config, { errorCodes: clientErrorCodes, cutLimits: cutReasons });
  const tracer = await startTracer(config, logger);
  const upstreams = createUpstreams(config, metrics.calls);
  const unsent = new UnsentAnswers(config);
  const parts = { schema, upstreams, logger, metrics, unsent, tracer };
  const server = await createServer(config, parts);
  const { metricsPort } = config;
  const metricsServer =
    metricsPort === undefined
      ? undefined
      : createMetricsServer(config, metricsPort, { metrics, unsent });
  try {
    const metricsUrl = await metricsServer?.listen();
    const url = await server.listen();
    const lines = startLines(config, { url, metricsUrl, isSimulated: simulators !== undefined });
    say(1, `${lines.join('\n')}\n`);
    await signal;
    await server.stop();
  } finally {
    await upstreams.close();
    await simulators?.close();
    await metricsServer?.close();
    await tracer?.close();
  }
}

/** Imported only here, so that a gateway without traces does not load them. */
async function startTracer(config: Config, logger: Logger): Promise<RequestTracer | undefined> {
  if (!config.traces) return undefined;
  const { createTracer } = await import('./telemetry/tracing.ts');
  return createTracer(config.traces, () => logger.warn('Traces could not be sent', {}));
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
      coder: { ...coder, isSimulated: true },
      bindplane: {
        url: bindplane.url,
        token: bindplane.apiKey,
        accountId: undefined,
        isSimulated: true,
      },
    },
    close: () => simulators.close(),
  };
}

/** Resolves with the first signal; a second one then ends the process at once. */
function nextSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isFirst = true;
    const stop = (_signal: string, number: number) => {
      // The first process of a container must end itself: no signal does that for it.
      if (!isFirst) process.exit(128 + number);
      isFirst = false;
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}

/** It runs all the same when nobody reads what it says. */
function say(descriptor: number, text: string): void {
  try {
    createTextWriter(descriptor)(text);
  } catch {
    // There is no other place to say it.
  }
}

function describe(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  return 'code' in error
    ? `auditgraph cannot run: ${error.message}`
    : (error.stack ?? error.message);
}
