import type { AnswerBodies } from '../json/answer-body.ts';
import type { CallObserver } from '../../telemetry/call-observer.ts';
import type { CallSignal } from './call-signal.ts';

/** What every upstream call of one request shares: whose it is, what it is called, when it ends. */
export interface CallScope {
  /** The credential of this upstream: sent to it and to nobody else, never logged. */
  readonly credential: string;
  /** Sent upstream as `X-Request-Id`. */
  readonly requestId: string;
  /** Ends the calls of the request; they reject with its reason. */
  readonly signal: CallSignal;
  /** When `signal` aborts at the latest, by the clock of the upstream's client. */
  readonly deadline?: number | undefined;
  /** Who of those that share the credential calls, as far as the gateway knows. */
  readonly caller?: string | undefined;
  /** Where the answers are kept; without, they are kept by whoever reads them. */
  readonly answers?: AnswerBodies | undefined;
  /** Told of each call that is sent for the request, besides the observer of all calls. */
  readonly onAttempt?: CallObserver['onAttempt'] | undefined;
}
