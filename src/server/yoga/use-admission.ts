import type { Plugin } from 'graphql-yoga';
import type { Admit } from '../limits/admission.ts';
import type { ServerContext } from '../exchange.ts';
import type { CountRequests } from '../limits/rate-limit.ts';

/**
 * Refuses whom the gateway does not let in, before anything is read. Each operation of a batch
 * counts for the rate limit.
 */
export function useAdmission(
  admit: Admit,
  countRequests: CountRequests | undefined,
): Plugin<object, ServerContext> {
  return {
    async onRequestParse({ serverContext: { exchange } }) {
      await admit(exchange);
      return {
        async onRequestParseDone({ requestParserResult: batch }) {
          if (!Array.isArray(batch) || batch.length <= 1) return;
          await countRequests?.(exchange.caller, batch.length - 1);
        },
      };
    },
  };
}
