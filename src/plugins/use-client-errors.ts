import type { IncomingHttpHeaders } from 'node:http';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { isMasked, originOf, toClientError } from '../client-errors.ts';
import { credentialHeaders } from '../credentials.ts';
import type { Logger } from '../logger.ts';
import type { ServerContext } from './server-context.ts';

/** Gives every error of an answer its code, and logs what the client does not get to see. */
export function useClientErrors(
  logger: Logger,
  sharedSecrets: readonly string[],
): Plugin<object, ServerContext> {
  function describe(error: GraphQLError, { req, requestId, record }: ServerContext): GraphQLError {
    const clientError = toClientError(error, requestId);
    if (isMasked(clientError)) {
      const secrets = [...sharedSecrets, ...secretsOf(req.headers)];
      logger.error('Unforeseen error', {
        requestId,
        path: error.path?.join('.'),
        error: redact(describeOrigin(error), secrets),
      });
    }
    record.codes.push(String(clientError.extensions['code']));
    return clientError;
  }

  return {
    onResultProcess(event) {
      const { result, serverContext } = event;
      const describeAll = (single: ExecutionResult) =>
        single.errors?.length
          ? { ...single, errors: single.errors.map((error) => describe(error, serverContext)) }
          : single;
      // Yoga gives the answers of a batch as an array.
      if (Array.isArray(result)) event.setResult(result.map(describeAll));
      else if ('errors' in result && result.errors?.length) event.setResult(describeAll(result));
    },
  };
}

function describeOrigin(error: unknown): string {
  const origin = originOf(error);
  return origin instanceof Error ? (origin.stack ?? origin.message) : String(origin);
}

function secretsOf(headers: IncomingHttpHeaders): string[] {
  return ['authorization', 'cookie', ...Object.values(credentialHeaders)].flatMap((name) =>
    (headers[name.toLowerCase()]?.toString() ?? '').split(/[\s,;]+/),
  );
}

/** Takes secrets out of a text; what is shorter than four characters would take out anything. */
function redact(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= 4)
    .reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
}
