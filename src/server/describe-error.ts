import type { IncomingHttpHeaders } from 'node:http';
import { GraphQLError } from 'graphql';
import { isMasked, originOf, toClientError } from '../schema/client-errors.ts';
import { credentialHeaders } from '../upstream/credentials.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Exchange } from './exchange.ts';

/** An error as its client may see it; notes its code, and logs what the client does not get to see. */
export type DescribeError = (error: unknown, exchange: Exchange) => GraphQLError;

export function createErrorDescriber(
  logger: Logger,
  sharedSecrets: () => readonly string[],
): DescribeError {
  return (error, { req, requestId, record }) => {
    const clientError = toClientError(error, requestId);
    if (isMasked(clientError)) {
      const secrets = [...sharedSecrets(), ...secretsOf(req.headers)];
      logger.error('Unforeseen error', {
        requestId,
        path: error instanceof GraphQLError ? error.path?.join('.') : undefined,
        error: redact(describeOrigin(error), secrets),
      });
    }
    record.codes.push(String(clientError.extensions['code']));
    return clientError;
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
