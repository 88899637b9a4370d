import type { Step } from './answer.ts';
import { jsonAnswer } from './answer.ts';

const livePath = '/health/live';
const readyPath = '/health/ready';

export function isHealthPath(path: string): boolean {
  return path === livePath || path === readyPath;
}

/**
 * Answers whoever watches the process, by any name or none: probes know its address only, and learn
 * nothing. Ready means that new requests are wanted; it says nothing about upstreams.
 */
export function answerHealth(isReady: () => boolean): Step {
  return ({ path }) => {
    if (path === livePath) return jsonAnswer(200, { status: 'live' });
    if (path !== readyPath) return undefined;
    return isReady()
      ? jsonAnswer(200, { status: 'ready' })
      : jsonAnswer(503, { status: 'shutting down' });
  };
}
