import type { CallObserver, ObservedCall } from '../../telemetry/call-observer.ts';
import type { CallSignal } from './call-signal.ts';
import type { HttpAnswer, HttpCallPlace } from './http-exchange.ts';

/** One call on its way to its upstream, as the parts of the door hand it on. */
export interface UpstreamCall {
  readonly place: HttpCallPlace;
  /** Without ids: `GET /users/{id}`. */
  readonly endpoint: string;
  /** As sent, with the configured URL's path and the query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Equal for calls that the upstream takes for the same caller's. Holds the credential. */
  readonly credential: string;
  /** Equal for calls of the same caller of the gateway. */
  readonly caller: string;
  readonly requestId: string;
  signal: CallSignal;
  /** When `signal` aborts at the latest, by the client's clock. */
  deadline: number;
  /** Of the request whose call it is. */
  readonly onAttempt?: CallObserver['onAttempt'] | undefined;
  attempt: number;
  waitedMs: number;
  /** Whether it has waited for its caller's turn, if it had to. */
  hasTurn: boolean;
}

/** What an observer may know of it. */
export function observed({ place, endpoint, requestId }: UpstreamCall): ObservedCall {
  return { upstream: place.upstream, endpoint, requestId };
}

/** Resolves with an answer of any status, or rejects with an `UpstreamError` or the abort reason. */
export type Send = (call: UpstreamCall) => Promise<HttpAnswer>;

/** A behaviour of the door, around those that follow. */
export type DoorPart = (next: Send) => Send;
