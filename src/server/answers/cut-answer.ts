import type { ServerResponse } from 'node:http';

/** The settings whose limits an answer may go over while it is sent. */
export const cutReasons = ['REQUEST_TIMEOUT_MS', 'MAX_UNSENT_BYTES'] as const;
export type CutReason = (typeof cutReasons)[number];

class AnswerCutError extends Error {
  override name = 'AnswerCutError' as const;
  readonly reason: CutReason;

  constructor(reason: CutReason) {
    super(`The answer was not read within ${reason}.`);
    this.reason = reason;
  }
}

/** Ends the connection at once, so that nothing of the answer waits any longer, here or in the system. */
export function cutAnswer(answer: ServerResponse, reason: CutReason): void {
  answer.req.socket.resetAndDestroy();
  answer.destroy(new AnswerCutError(reason));
}

/** Undefined: it was not cut. */
export function cutReasonOf({ errored }: ServerResponse): CutReason | undefined {
  return errored instanceof AnswerCutError ? errored.reason : undefined;
}
