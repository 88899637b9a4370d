import type { UpstreamName } from '../../config/upstream-name.ts';

/** Where a call went: safe to log, never with a host, a header or a token. */
export interface UpstreamCallPlace {
  readonly upstream: UpstreamName;
  readonly method?: string;
  /** Path below the configured URL, without its query. */
  readonly path?: string;
  readonly status?: number;
}

/** What can go wrong behind the door to an upstream. Messages are safe for clients. */
export abstract class UpstreamError extends Error {
  readonly upstream: UpstreamName;
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly status: number | undefined;

  constructor(message: string, place: UpstreamCallPlace, options?: ErrorOptions) {
    super(message, options);
    this.upstream = place.upstream;
    this.method = place.method;
    this.path = place.path;
    this.status = place.status;
  }
}

/** The status that came with an upstream's failure, if one did. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof UpstreamError ? error.status : undefined;
}

/** No URL is configured for it. */
export class UpstreamNotConfiguredError extends UpstreamError {
  override name = 'UpstreamNotConfiguredError' as const;
}

/** Refused, reset before the headers, 5xx, or not asked because of that. */
export class UpstreamUnavailableError extends UpstreamError {
  override name = 'UpstreamUnavailableError' as const;
  /** Set when the network failed: nobody could be reached, or a connection broke. */
  readonly fault: 'UNREACHABLE' | 'BROKEN' | undefined;

  constructor(message: string, place: UpstreamCallPlace, fault?: 'UNREACHABLE' | 'BROKEN') {
    super(message, place);
    this.fault = fault;
  }
}

/** Slower than the deadline. */
export class UpstreamTimeoutError extends UpstreamError {
  override name = 'UpstreamTimeoutError' as const;
}

/** Not what its contract says: cut body, redirect, HTML, oversize, unexplained 400 or 404. */
export class UpstreamBadResponseError extends UpstreamError {
  override name = 'UpstreamBadResponseError' as const;
  /** Set when asking for less may help. */
  readonly bodyDefect: 'CUT' | 'TOO_LARGE' | undefined;

  constructor(message: string, place: UpstreamCallPlace, bodyDefect?: 'CUT' | 'TOO_LARGE') {
    super(message, place);
    this.bodyDefect = bodyDefect;
  }
}

/** The caller sent no credential for it, or it answered 401. */
export class UpstreamUnauthenticatedError extends UpstreamError {
  override name = 'UpstreamUnauthenticatedError' as const;
}

/** It answered 403, or what its contract says instead. */
export class UpstreamForbiddenError extends UpstreamError {
  override name = 'UpstreamForbiddenError' as const;
}

/** It answered 429, not long ago; or too many calls wait for it. */
export class UpstreamRateLimitedError extends UpstreamError {
  override name = 'UpstreamRateLimitedError' as const;
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, place: UpstreamCallPlace, retryAfterSeconds: number | undefined) {
    super(message, place);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** It took no such long address: the values in it are the caller's. */
export class UpstreamAddressRefusedError extends UpstreamError {
  override name = 'UpstreamAddressRefusedError' as const;
}

/** It refused values with a 400 that names them. */
export class UpstreamRejectedError extends UpstreamError {
  override name = 'UpstreamRejectedError' as const;
  readonly validations: readonly UpstreamValidation[];

  constructor(
    message: string,
    place: UpstreamCallPlace,
    validations: readonly UpstreamValidation[],
  ) {
    super(message, place);
    this.validations = validations;
  }
}

/** One refused value: the upstream's own field name, and text that is safe to show. */
export interface UpstreamValidation {
  readonly field: string;
  readonly detail: string;
}
