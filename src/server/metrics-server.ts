import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Config } from '../config/config.ts';
import { listen } from './listen.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { answersTo } from './known-hosts.ts';
import { cutAnswer } from './answers/cut-answer.ts';
import { createTargetReader } from './request-target.ts';
import { responseClassOf } from './answers/unsent-answers.ts';
import type { UnsentAnswers } from './answers/unsent-answers.ts';

export interface MetricsServer {
  /** Resolves with where the metrics are. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

/** Serves `/metrics`, and nothing else, on a port of its own. */
export function createMetricsServer(
  config: Config,
  port: number,
  { metrics, unsent }: { readonly metrics: Metrics; readonly unsent: UnsentAnswers },
): MetricsServer {
  const isKnownHost = answersTo(config);
  const headers = { 'Content-Type': metrics.contentType };
  const readTarget = createTargetReader('/');
  const options = {
    joinDuplicateHeaders: true,
    ServerResponse: responseClassOf(unsent),
    keepAliveTimeout: config.keepAliveTimeoutMs,
  };
  const server = createServer(options, (req, res) => {
    req.resume();
    const timer = setTimeout(() => cutAnswer(res, 'REQUEST_TIMEOUT_MS'), config.requestTimeoutMs);
    res.on('close', () => clearTimeout(timer));
    if (!readTarget(req)) res.writeHead(400, { Connection: 'close' }).end();
    else if (!isKnownHost(req)) res.writeHead(421).end();
    else if (req.url?.replace(/\?.*$/s, '') !== '/metrics') res.writeHead(404).end();
    else void metrics.render().then((text) => res.writeHead(200, headers).end(text));
  });
  return {
    listen: async () =>
      `${await listen(server, { host: config.host, port, portName: 'METRICS_PORT' })}/metrics`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
