import type { Plugin } from 'graphql-yoga';
import type { Config } from '../config.ts';
import { callerKeysOf } from './caller-keys.ts';
import type { ServerContext } from './server-context.ts';

/** Notes who calls. Where the gateway asks, nobody may write until it knows them. */
export function useCaller(config: Config): Plugin<object, ServerContext> {
  return {
    onRequest({ serverContext }) {
      serverContext.caller = {
        ...callerKeysOf(serverContext.req, config),
        mayWrite: config.gatewayAuth === undefined,
      };
    },
  };
}
