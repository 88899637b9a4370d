import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Config } from './config.ts';
import { listen } from './listen.ts';
import type { Metrics } from './metrics.ts';
import { answersTo } from './plugins/use-known-hosts.ts';

export interface MetricsServer {
  /** Resolves with where the metrics are. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

/** Serves `/metrics`, and nothing else, on a port of its own. */
export function createMetricsServer(config: Config, port: number, metrics: Metrics): MetricsServer {
  const isKnownHost = answersTo(config);
  const server = createServer(async (req, res) => {
    req.resume();
    if (!isKnownHost(req)) res.writeHead(421).end();
    else if (req.url?.replace(/\?.*$/s, '') !== '/metrics') res.writeHead(404).end();
    else res.setHeader('Content-Type', metrics.contentType).end(await metrics.render());
  });
  return {
    listen: async () => `${await listen(server, { host: config.host, port })}/metrics`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
