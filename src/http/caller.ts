import type { Config } from '../config.ts';
import type { Step } from './answer.ts';
import { callerKeysOf } from './caller-keys.ts';

/** Notes who calls. Where the gateway asks, nobody may write until it knows them. */
export function noteCaller(config: Config): Step {
  const mayWrite = config.gatewayAuth === undefined;
  return (exchange) => {
    exchange.caller = { ...callerKeysOf(exchange.req, config), mayWrite };
  };
}
