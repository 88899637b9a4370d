import { AnswerBody } from '../json/answer-body.ts';
import type { DoorPart } from './upstream-call.ts';

/** What a refusal has to say is short; nothing of a longer one is told. */
const maxRefusalBytes = 65_536;
/** To take shorter ones out would take out anything. */
const leastSecretLength = 4;

/**
 * Takes the credential, and whatever else is secret, out of what an upstream answers when it
 * refuses: parts of that are told to callers, to whom a shared credential is none of theirs.
 */
export function hideCredentials(moreSecrets: () => readonly string[] = () => []): DoorPart {
  return (next) => async (call) => {
    const answer = await next(call);
    if (answer.place.status < 300) return answer;
    const { bytes } = answer.body;
    if (bytes.length > maxRefusalBytes) return { ...answer, body: new AnswerBody(Buffer.alloc(0)) };
    const body = [...call.credential.split('\n'), ...moreSecrets()]
      .filter((secret) => secret.length >= leastSecretLength)
      .reduce((text, secret) => text.replaceAll(secret, '[redacted]'), bytes.toString());
    return { ...answer, body: new AnswerBody(Buffer.from(body)) };
  };
}
