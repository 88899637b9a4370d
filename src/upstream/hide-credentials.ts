import { AnswerBody } from './answer-body.ts';
import type { DoorPart } from './upstream-call.ts';

/**
 * Takes the credential out of what an upstream answers when it refuses: parts of that are told to
 * callers, to whom a shared credential is none of theirs.
 */
export function hideCredentials(): DoorPart {
  return (next) => async (call) => {
    const answer = await next(call);
    if (answer.place.status < 300) return answer;
    const body = call.credential
      .split('\n')
      .reduce(
        (text, secret) => text.replaceAll(secret, '[redacted]'),
        answer.body.bytes.toString(),
      );
    return { ...answer, body: new AnswerBody(Buffer.from(body)) };
  };
}
