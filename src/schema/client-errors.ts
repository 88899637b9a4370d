import { GraphQLError, Kind } from 'graphql';
import { CredentialHeaderError } from '../upstream/credentials.ts';
import { InvalidArgumentError, ScanLimitError } from '../feed/feed-error.ts';
import {
  UpstreamAddressRefusedError,
  UpstreamError,
  UpstreamForbiddenError,
  UpstreamNotConfiguredError,
  UpstreamRateLimitedError,
  UpstreamTimeoutError,
  UpstreamUnauthenticatedError,
  UpstreamUnavailableError,
} from '../upstream/door/upstream-error.ts';
import type { UpstreamName } from '../config/upstream-name.ts';

/** Every code a client can meet in `extensions.code`. */
export const clientErrorCodes = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'QUERY_TOO_COMPLEX',
  'PERSISTED_QUERY_NOT_FOUND',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'SCAN_LIMIT_REACHED',
  'UPSTREAM_NOT_CONFIGURED',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_BAD_RESPONSE',
  'INTERNAL_SERVER_ERROR',
] as const;

export type ClientErrorCode = (typeof clientErrorCodes)[number];

/** What a client may learn of an error. */
export interface ClientError {
  readonly code: ClientErrorCode;
  readonly message: string;
  readonly upstream?: UpstreamName;
  /** The path of the argument at fault, e.g. `filter.occurredAt.gte`. */
  readonly argument?: string;
  readonly retryAfterSeconds?: number;
}

/** Describes one of our own errors; undefined for an error that nobody foresaw. */
export function describeError(error: unknown): ClientError | undefined {
  if (error instanceof InvalidArgumentError) {
    return { code: 'BAD_USER_INPUT', message: error.message, argument: error.argument };
  }
  if (error instanceof ScanLimitError)
    return { code: 'SCAN_LIMIT_REACHED', message: error.message };
  if (error instanceof CredentialHeaderError) {
    return { code: 'BAD_USER_INPUT', message: error.message, upstream: error.upstream };
  }
  if (error instanceof UpstreamRateLimitedError && error.retryAfterSeconds !== undefined) {
    const { message, upstream, retryAfterSeconds } = error;
    return { code: 'RATE_LIMITED', message, upstream, retryAfterSeconds };
  }
  if (error instanceof UpstreamError) {
    return { code: upstreamCode(error), message: error.message, upstream: error.upstream };
  }
  return undefined;
}

/**
 * Any error of an answer as its client may see it, with its place in the document and the answer.
 * What nobody foresaw is masked: `INTERNAL_SERVER_ERROR`, with the request id to ask about.
 */
export function toClientError(error: unknown, requestId: string): GraphQLError {
  const place = error instanceof GraphQLError ? error : undefined;
  const { message, ...extensions } = (place && describeGraphqlError(place)) ??
    describeError(originOf(error)) ?? {
      code: 'INTERNAL_SERVER_ERROR',
      message: `Something went wrong in the gateway; its log knows request ${requestId}.`,
      requestId,
    };
  const http = place?.path ? place.extensions['http'] : statusOf(place, extensions.code);
  const clientError = new GraphQLError(message, {
    path: place?.path ?? null,
    extensions: { ...extensions, ...(http === undefined ? {} : { http }) },
  });
  // To give it the nodes would look for their lines again, from the first line of the document.
  return Object.assign(clientError, { nodes: place?.nodes, locations: place?.locations });
}

/** Whether an error left `toClientError` masked. */
export function isMasked(error: GraphQLError): boolean {
  return error.extensions['code'] === ('INTERNAL_SERVER_ERROR' satisfies ClientErrorCode);
}

/** What was thrown first, below the wrappers that add a place. */
export function originOf(error: unknown): unknown {
  let origin = error;
  while (origin instanceof GraphQLError && origin.originalError) origin = origin.originalError;
  return origin;
}

function upstreamCode(error: UpstreamError): ClientErrorCode {
  if (error instanceof UpstreamNotConfiguredError) return 'UPSTREAM_NOT_CONFIGURED';
  if (error instanceof UpstreamUnavailableError) return 'UPSTREAM_UNAVAILABLE';
  if (error instanceof UpstreamTimeoutError) return 'UPSTREAM_TIMEOUT';
  if (error instanceof UpstreamUnauthenticatedError) return 'UNAUTHENTICATED';
  if (error instanceof UpstreamForbiddenError) return 'FORBIDDEN';
  if (error instanceof UpstreamAddressRefusedError) return 'BAD_USER_INPUT';
  if (error instanceof UpstreamRateLimitedError) return 'RATE_LIMITED';
  return 'UPSTREAM_BAD_RESPONSE';
}

/**
 * How Yoga answers when the whole request failed with this code; `spec`: only where the media type
 * allows it, since clients that ask for `application/json` expect 200.
 */
const status: Partial<Record<ClientErrorCode, { status: number; spec?: boolean }>> = {
  BAD_USER_INPUT: { status: 400, spec: true },
  INTERNAL_SERVER_ERROR: { status: 500 },
};

/**
 * The status given with an error, but for two that GraphQL over HTTP has otherwise: what is no
 * GraphQL request is 400 for every media type; variables of a wrong type are an error of a request
 * that is one.
 */
function statusOf(
  place: GraphQLError | undefined,
  code: ClientErrorCode,
): GraphQLError['extensions']['http'] {
  const given = place?.extensions['http'];
  if (place?.extensions['code'] === 'BAD_REQUEST') return { ...given, spec: false };
  const isOfVariable = place?.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION;
  return isOfVariable ? (status[code] ?? given) : (given ?? status[code]);
}

/** What graphql-js and Yoga refuse, and what was thrown with a code of ours. */
function describeGraphqlError(error: GraphQLError): ClientError | undefined {
  const { message } = error;
  const { http: _http, originalError: _originalError, ...extensions } = error.extensions;
  const code = clientErrorCodes.find((known) => known === extensions['code']);
  if (code === 'INTERNAL_SERVER_ERROR') return undefined;
  if (code) return { ...extensions, code, message: shorten(message) };
  const isRefused =
    extensions['code'] === 'BAD_REQUEST' ||
    extensions['code'] === 'OPERATION_RESOLUTION_FAILURE' ||
    error.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION ||
    isRefusedByGraphqlJs(error);
  return isRefused ? { code: 'BAD_USER_INPUT', message: shorten(message) } : undefined;
}

const maxMessageLength = 1000;

/** graphql-js shows a refused value whole, in each of up to fifty errors; what is wrong stands last. */
function shorten(message: string): string {
  if (message.length <= maxMessageLength) return message;
  const half = maxMessageLength / 2;
  return `${message.slice(0, half)} … ${message.slice(-half)}`.toWellFormed();
}

/** An unexplained error is a resolver's when it has a path, unless it points into the document. */
function isRefusedByGraphqlJs(error: GraphQLError): boolean {
  const origin = originOf(error);
  return origin instanceof GraphQLError && (!error.path || origin.nodes !== undefined);
}
