import { hash, randomBytes } from 'node:crypto';
import type { LogCaller } from '../config/log-level.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { remember } from '../memory/remember.ts';
import type { RequestTracer } from '../telemetry/request-tracer.ts';
import type { Step } from './answer.ts';
import { cutReasonOf } from './answers/cut-answer.ts';
import type { Caller } from './exchange.ts';
import { RequestRecord } from './request-record.ts';

const maxTextLength = 100;
/** Some thousand callers: each asks more than once. */
const maxCallerCharacters = 100_000;
/** What nginx logs when the caller left before the answer was sent. */
const callerLeft = 499;

/**
 * Tells of each request when it is over, however it ends: what was asked by name, how it came out,
 * what it cost. Never a query, a variable or a credential.
 */
export function logRequest(
  logger: Logger,
  metrics: Metrics,
  tracer: RequestTracer | undefined,
  logCaller: LogCaller,
): Step {
  const callerDigestOf = createCallerDigest();
  const callerOf = (caller: Caller) =>
    (logCaller === 'subject' ? caller.name?.slice(0, maxTextLength) : undefined) ??
    callerDigestOf(caller);
  return (exchange) => {
    const { req, res, path, requestId } = exchange;
    const start = performance.now();
    const isGraphql = path === '/graphql';
    const span = isGraphql ? tracer?.start({ requestId, headers: req.headers }) : undefined;
    const record = new RequestRecord(span);
    exchange.record = record;
    res.on('close', () => {
      const durationMs = performance.now() - start;
      const { operations, codes, upstreamCalls } = record;
      // What was thrown away with its connection counts as finished, too.
      const isSent = res.writableFinished && !req.socket.destroyed;
      const status = isSent ? res.statusCode : callerLeft;
      const cut = cutReasonOf(res);
      if (cut !== undefined) metrics.answerCut(cut);
      if (isGraphql) metrics.request({ status, durationMs, codes });
      span?.end({ status, operations, codes });
      logger[isGraphql ? 'info' : 'debug']('Request', {
        requestId,
        method: req.method,
        path: path.slice(0, maxTextLength),
        status,
        durationMs: Math.round(durationMs * 10) / 10,
        operation: operations.length > 0 ? operations.join().slice(0, maxTextLength) : undefined,
        upstreamCalls,
        cut,
        codes: codes.length > 0 ? [...new Set(codes)] : undefined,
        caller: callerOf(exchange.caller),
        refusal: record.refusal,
      });
    });
  };
}

/** Equal for requests of one caller to one process; says nothing to whoever guesses a token. */
function createCallerDigest(): (caller: Caller) => string | undefined {
  const secret = randomBytes(32).toString('base64url');
  const digestOf = remember(maxCallerCharacters, (text) =>
    hash('sha256', `${secret}${text}`, 'base64url').slice(0, 12),
  );
  return ({ credentials }) => (credentials.length > 0 ? digestOf(credentials.join()) : undefined);
}
