import type { Config } from '../../config/config.ts';
import type { Step } from '../answer.ts';
import { createCallerKeys } from './caller-keys.ts';

/** Notes who calls. Where the gateway asks, nobody may write until it knows them. */
export function noteCaller(config: Config): Step {
  const keysOf = createCallerKeys(config);
  const mayWrite = config.gatewayAuth === undefined;
  return (exchange) => {
    const { credentials, address } = keysOf(exchange.req);
    exchange.caller = { credentials, address, mayWrite };
  };
}
