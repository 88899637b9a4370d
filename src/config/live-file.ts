import { readFileSync, statSync } from 'node:fs';
import { textOf } from './file-lines.ts';
import type { Reading } from './file-lines.ts';

/** A value that may change while the process runs: read it for each use. */
export interface Live<Value> {
  readonly value: Value;
}

/** Told that a file has changed: what is wrong with it, undefined when its new content is used. */
export type FileNews = (name: string, problem: string | undefined) => void;

/** A file whose content is read again when it changes, for whoever does not ask what it holds. */
export interface ChangingFile {
  /** Of what is used now and of what was used before: no output may show them. */
  readonly secrets: readonly string[];
  /** Set by whoever wants to be told. */
  onNews: FileNews;
}

export interface LiveFileOptions<Value> {
  /** Of the settings that name the files. */
  readonly names: readonly string[];
  /** What they hold is used together, or not at all. */
  readonly paths: readonly string[];
  readonly read: (texts: readonly string[]) => Reading<Value>;
  /** What no output may show of a value. */
  readonly secretsIn: (value: Value) => readonly string[];
}

/** So long the clock of a file system may stand still: two changes within it can look the same. */
const clockTickMs = 2000;
const maxBytes = 1024 * 1024;

/**
 * What files hold, read again on use when one of them has changed: written to, replaced, or by
 * a link that leads elsewhere now. New content that cannot be used leaves what was used before.
 */
export class LiveFile<Value> implements Live<Value>, ChangingFile {
  secrets: readonly string[];
  onNews: FileNews = () => undefined;
  readonly #options: LiveFileOptions<Value>;
  #seen: Snapshot;
  #value: Value;

  private constructor(options: LiveFileOptions<Value>, seen: Snapshot, value: Value) {
    this.#options = options;
    this.#seen = seen;
    this.#value = value;
    this.secrets = options.secretsIn(value);
  }

  static open<Value>(options: LiveFileOptions<Value>): Reading<LiveFile<Value>> {
    const seen = snapshotOf(options.paths, { mayWait: true });
    const reading = valueOf(options, seen);
    return 'problem' in reading ? reading : { value: new LiveFile(options, seen, reading.value) };
  }

  get value(): Value {
    if (this.#seen.isReadOnce) return this.#value;
    if (!this.#seen.isSettled || this.#seen.stamp !== stampOf(this.#options.paths).text) {
      this.#readAgain();
    }
    return this.#value;
  }

  #readAgain(): void {
    const last = this.#seen;
    this.#seen = snapshotOf(this.#options.paths, { mayWait: false });
    if (this.#seen.content === last.content) return;
    const reading = valueOf(this.#options, this.#seen);
    const { names, secretsIn } = this.#options;
    if ('problem' in reading) {
      this.onNews(names[reading.file ?? 0]!, reading.problem);
      return;
    }
    this.secrets = [...secretsIn(reading.value), ...secretsIn(this.#value)];
    this.#value = reading.value;
    this.onNews(names.join(', '), undefined);
  }
}

/** Files as they were at one moment. */
interface Snapshot {
  readonly texts: Reading<readonly string[]>;
  /** Equal for equal texts, and for what keeps them from being read. */
  readonly content: string;
  readonly stamp: string;
  /** Whether every later change shows in the stamp. */
  readonly isSettled: boolean;
  /** Pipes: what was read from them is gone. */
  readonly isReadOnce: boolean;
}

/** Who reads a pipe waits for its writer: nobody may while requests are answered. */
function snapshotOf(paths: readonly string[], { mayWait }: { mayWait: boolean }): Snapshot {
  const stamp = stampOf(paths);
  const texts = textsOf(paths, mayWait);
  return {
    texts,
    content: JSON.stringify(texts),
    stamp: stamp.text,
    isSettled: Date.now() - stamp.changedAt > clockTickMs,
    isReadOnce: mayWait && stamp.isReadOnce,
  };
}

function valueOf<Value>({ read }: LiveFileOptions<Value>, { texts }: Snapshot): Reading<Value> {
  return 'problem' in texts ? texts : read(texts.value);
}

function textsOf(paths: readonly string[], mayWait: boolean): Reading<readonly string[]> {
  const texts: string[] = [];
  for (const [file, path] of paths.entries()) {
    try {
      const stats = statSync(path);
      if (stats.size > maxBytes) return { file, problem: 'must be the path of a small file' };
      if (!stats.isFile() && !mayWait) return { file, problem: unreadable };
      const bytes = readFileSync(path);
      if (bytes.length > maxBytes) return { file, problem: 'must be the path of a small file' };
      texts.push(textOf(bytes));
    } catch {
      return { file, problem: unreadable };
    }
  }
  return { value: texts };
}

const unreadable = 'must be the path of a file that can be read';

/** Which files are there, and when each was changed last. */
function stampOf(paths: readonly string[]): {
  readonly text: string;
  readonly changedAt: number;
  readonly isReadOnce: boolean;
} {
  let text = '';
  let changedAt = 0;
  let isReadOnce = false;
  for (const path of paths) {
    try {
      const stats = statSync(path);
      text += `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeMs}:${stats.ctimeMs} `;
      changedAt = Math.max(changedAt, stats.ctimeMs);
      isReadOnce ||= !stats.isFile() && !stats.isDirectory();
    } catch {
      text += 'none ';
    }
  }
  return { text, changedAt, isReadOnce };
}
