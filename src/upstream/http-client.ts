import type { UpstreamName } from './upstream-error.ts';

export interface HttpClientOptions {
  readonly upstream: UpstreamName;
  /** Trailing slashes do not matter; a path prefix is kept. */
  readonly baseUrl: string;
  /** For one whole call, from asking to the last byte. */
  readonly timeoutMs: number;
  /** Default 64 MiB. */
  readonly maxBodyBytes?: number;
}

/** The one door to an upstream's network: holds connections, no credential and no cookie. */
export interface HttpClient {
  readonly upstream: UpstreamName;
  close(): Promise<void>;
}

export function createHttpClient(options: HttpClientOptions): HttpClient {
  return { upstream: options.upstream, close: () => Promise.resolve() };
}
