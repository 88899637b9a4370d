import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { AnswerBody } from '../json/answer-body.ts';
import type { Alarm, CallClock } from './call-clock.ts';
import type { CallSignal } from './call-signal.ts';
import { decodeContent, isPlainCoding } from './content-coding.ts';
import type { DecodingDefect } from './content-coding.ts';
import { inTurns, maxBytesAtOnce } from '../json/steps.ts';
import type { Steps } from '../json/steps.ts';
import { faultInHttp } from './unclean-http.ts';
import {
  UpstreamBadResponseError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from './upstream-error.ts';
import { upstreamLabel } from '../../config/upstream-name.ts';
import type { UpstreamCallPlace } from './upstream-error.ts';

/** A call, as errors and logs may name it. */
export type HttpCallPlace = UpstreamCallPlace & { readonly method: string; readonly path: string };

/** A whole answer, of any status from 200 on. */
export interface HttpAnswer {
  readonly place: HttpCallPlace & { readonly status: number };
  readonly headers: IncomingHttpHeaders;
  readonly body: AnswerBody;
}

export interface ExchangeLimits {
  readonly place: HttpCallPlace;
  readonly signal: CallSignal;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly clock: CallClock;
}

/** One request and its whole answer, within the limits. */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  limits: ExchangeLimits,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    limits.signal.throwIfAborted();
    dispatcher.dispatch(request, new Exchange(limits, resolve, reject));
  });
}

/** A dispatch handler costs a third of undici's fetch. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #limits: ExchangeLimits;
  readonly #resolve: (answer: HttpAnswer) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #alarm: Alarm;
  readonly #onAbort = () => this.#fail(this.#limits.signal.reason);
  #controller: Dispatcher.DispatchController | undefined;
  #isSettled = false;
  #hasBegun = false;
  #head: { readonly status: number; readonly headers: IncomingHttpHeaders } | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(
    limits: ExchangeLimits,
    resolve: (answer: HttpAnswer) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#limits = limits;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#alarm = limits.clock.setAlarm(() => this.#fail(this.#late()), limits.timeoutMs);
    limits.signal.addEventListener('abort', this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isSettled) controller.abort(new Error('Given up while waiting for a connection.'));
  }

  onResponseStarted(): void {
    this.#hasBegun = true;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status >= 200) this.#head = { status, headers };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#limits.maxBodyBytes) this.#fail(this.#tooLarge());
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#head || !this.#settle()) return;
    const chunks = this.#chunks;
    this.#chunks = [];
    if (this.#bytes > maxBytesAtOnce) {
      inTurns(joinInSteps(chunks, this.#bytes), this.#limits.signal).then(
        (body) => this.#finish(body),
        this.#reject,
      );
    } else this.#finish(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
  }

  #finish(body: Buffer): void {
    const coding = this.#head!.headers['content-encoding']?.toString();
    if (coding === undefined || isPlainCoding(coding)) this.#resolve(this.#answer(body));
    else this.#decode(body, coding).then(this.#resolve, this.#reject);
  }

  #answer(body: Buffer): HttpAnswer {
    const { status, headers } = this.#head!;
    return { place: { status, ...this.#limits.place }, headers, body: new AnswerBody(body) };
  }

  /** What a refusal that cannot be read says is its status alone. */
  async #decode(body: Buffer, coding: string): Promise<HttpAnswer> {
    const decoded = await decodeContent(body, coding, this.#limits.maxBodyBytes);
    if ('bytes' in decoded) return this.#answer(decoded.bytes);
    if (this.#head!.status >= 300) return this.#answer(Buffer.alloc(0));
    throw this.#undecodable(
      decoded.defect,
      `"${coding.slice(0, 40).replace(/[^\x20-\x7e]/g, '?')}"`,
    );
  }

  #undecodable(defect: DecodingDefect, coding: string): Error {
    switch (defect) {
      case 'TOO_LARGE':
        return this.#tooLarge();
      case 'UNKNOWN_CODING':
        return this.#badResponse(`the content encoding ${coding}, which it was not asked for`);
      case 'CUT':
        return this.#badResponse(`a body of ${coding} that is not whole`, 'CUT');
      default:
        return this.#badResponse(`a body that is not ${coding} although it says so`);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(this.#broken(error));
  }

  #fail(reason: unknown): void {
    if (!this.#settle()) return;
    this.#chunks = [];
    this.#reject(reason);
    this.#controller?.abort(new Error('Given up.'));
  }

  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.#limits.clock.stopAlarm(this.#alarm);
    this.#limits.signal.removeEventListener('abort', this.#onAbort);
    return true;
  }

  #late(): Error {
    const { place, timeoutMs } = this.#limits;
    if (this.#hasBegun && !this.#head) return this.#endlessHeaders();
    return new UpstreamTimeoutError(
      `${upstreamLabel(place.upstream)} took longer than ${timeoutMs} ms to answer ${callText(place)}.`,
      this.#placeNow(),
    );
  }

  #tooLarge(): Error {
    return this.#badResponse(`more than ${this.#limits.maxBodyBytes} bytes`, 'TOO_LARGE');
  }

  #endlessHeaders(): Error {
    return this.#badResponse('headers that do not end');
  }

  #badResponse(found: string, bodyDefect?: 'CUT' | 'TOO_LARGE'): Error {
    const { place } = this.#limits;
    return new UpstreamBadResponseError(
      `${upstreamLabel(place.upstream)} answered ${callText(place)} with ${found}.`,
      this.#placeNow(),
      bodyDefect,
    );
  }

  /** The origin's message names the address, so that only its code is told. */
  #broken(error: Error): Error {
    const { place } = this.#limits;
    const label = upstreamLabel(place.upstream);
    const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
    const fault = faultInHttp(error, this.#head !== undefined);
    if (fault !== undefined) return this.#badResponse(`something that is not HTTP (${fault})`);
    if (this.#head) {
      return new UpstreamBadResponseError(
        `${label} broke off its answer to ${callText(place)} (${code}).`,
        this.#placeNow(),
        'CUT',
      );
    }
    if (code === 'UND_ERR_HEADERS_OVERFLOW') return this.#endlessHeaders();
    return new UpstreamUnavailableError(
      `${label} could not be reached for ${callText(place)} (${proxyRefusal(error) ?? code}).`,
      place,
      this.#controller ? 'BROKEN' : 'UNREACHABLE',
    );
  }

  #placeNow(): HttpCallPlace {
    return this.#head ? { ...this.#limits.place, status: this.#head.status } : this.#limits.place;
  }
}

/** To write into fresh memory takes far longer than to copy. */
function* joinInSteps(chunks: readonly Buffer[], length: number): Steps<Buffer> {
  const whole = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for (const chunk of chunks) {
    at += chunk.copy(whole, at);
    yield;
  }
  return whole;
}

/** undici tells it by its text alone. */
function proxyRefusal({ message }: Error): string | undefined {
  const status = /^Proxy response \((\d+)\)/.exec(message)?.[1];
  return status && `its proxy answered ${status}`;
}

/** A call as messages name it, `GET /api/v2/audit`. */
export function callText(place: HttpCallPlace): string {
  return `${place.method} ${place.path}`;
}
