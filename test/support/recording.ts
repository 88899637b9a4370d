import { readFileSync } from 'node:fs';

/** What a real Coder server answered; see the file's own `about`. */
export interface Recording {
  readonly version: string;
  readonly exchanges: readonly RecordedExchange[];
}

export interface RecordedExchange {
  readonly as: string;
  readonly method: string;
  /** Below `/api/v2`, with its query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as JSON; `{ text }` when it was none, null when empty. */
  readonly response: unknown;
}

export const recordedVersions = ['v2.20.3', 'v2.24.2', 'v2.30.9'] as const;

export function readRecording(version: (typeof recordedVersions)[number]): Recording {
  const file = new URL(`../contract/coder-${version}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Recording;
}
