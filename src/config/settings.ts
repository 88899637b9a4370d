import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { linesIn, problemIn, textOf } from './file-lines.ts';
import type { Reading, SettingLine } from './file-lines.ts';
import { LiveFile } from './live-file.ts';
import type { ChangingFile, Live } from './live-file.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const maxCredentialLength = 1024;
const hostName = /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i;

/** Whether a text can be sent as a credential: visible ASCII, up to 1024 characters. */
export function isCredential(text: string): boolean {
  return text.length <= maxCredentialLength && /^[\x21-\x7e]+$/.test(text);
}

/** Reads single settings; a bad one is noted as a problem and read as if it were absent. */
export class Settings {
  readonly problems: string[] = [];
  /** What can be used and is probably not meant. */
  readonly warnings: string[] = [];
  readonly liveFiles: ChangingFile[] = [];
  readonly #env: Environment;
  readonly #names = new Set<string>();

  constructor(env: Environment) {
    this.#env = env;
  }

  /** Of every setting that was asked for. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  /** Whether a secret is set, here or by the name of its file. */
  hasSecret(name: string): boolean {
    return this.has(name) || this.has(`${name}_FILE`);
  }

  flag(name: string): boolean | undefined {
    const text = this.#text(name);
    if (text === undefined || text === 'true' || text === 'false') return text && text === 'true';
    return this.#bad(name, 'must be true or false');
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    const text = this.#text(name);
    const value = values.find((each) => each === text);
    if (text === undefined || value !== undefined) return value;
    return this.#bad(name, `must be one of ${values.join(', ')}`);
  }

  integer(name: string, fallback: number, { min, max }: { min: number; max: number }): number {
    const text = this.#text(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.#bad(name, `must be a whole number from ${min} to ${max}`);
    return fallback;
  }

  /** `true` is one, `false` none. */
  hops(name: string): number {
    const text = this.#text(name) ?? 'false';
    if (text === 'true' || text === 'false') return text === 'true' ? 1 : 0;
    if (/^\d$/.test(text)) return Number(text);
    this.#bad(name, 'must be true, false or a number of proxies from 0 to 9');
    return 0;
  }

  host(name: string, fallback: string): string {
    const text = this.#text(name) ?? fallback;
    if (isIP(text) !== 0 || hostName.test(text)) return text.toLowerCase();
    this.#bad(name, 'must be an IP address or a host name');
    return fallback;
  }

  /** Host names and addresses, in lower case. */
  hosts(name: string): readonly string[] {
    const items = this.list(name)?.map((item) => item.toLowerCase()) ?? [];
    if (items.every((item) => isIP(item) !== 0 || hostName.test(item))) return items;
    this.#bad(name, 'must be a comma-separated list of host names without ports');
    return [];
  }

  text(name: string): string | undefined {
    return this.#text(name);
  }

  /** For those whose names and rules are others': empty, it is not set. */
  optional(name: string): string | undefined {
    return this.#value(name)?.trim() || undefined;
  }

  /** What a JSON file holds, when it is an object of texts: by name. */
  textsFromFile(name: string): ReadonlyMap<string, string> | undefined {
    const path = this.#text(name);
    if (path === undefined) return undefined;
    let texts: unknown;
    try {
      texts = JSON.parse(textOf(readFileSync(path)));
    } catch {
      return this.#bad(name, 'must be the path of a JSON file that can be read');
    }
    if (isObjectOfTexts(texts)) return new Map(Object.entries(texts));
    return this.#bad(name, 'must be a JSON file that holds an object of texts');
  }

  redisUrl(name: string): Live<string> | undefined {
    return this.secret(name, (lines) => onlyOf(lines, redisUrlProblem), passwordIn);
  }

  /** What names begin with: letters, digits and `:._-`. */
  prefix(name: string, fallback: string): string {
    const text = this.#text(name) ?? fallback;
    if (/^[\w:.-]{1,100}$/.test(text)) return text;
    this.#bad(name, 'must be letters, digits and :._-, up to 100');
    return fallback;
  }

  /** Of a URL, with a slash at both ends. */
  path(name: string, fallback: string): string {
    const text = this.#text(name) ?? fallback;
    if (/^(\/[\w~-][\w.~-]*)*\/?$/.test(text)) return text.endsWith('/') ? text : `${text}/`;
    this.#bad(name, 'must be a path such as /audit/, of letters, digits and ._~-');
    return fallback;
  }

  url(name: string): string | undefined {
    const text = this.#text(name);
    if (text === undefined) return undefined;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !/^https?:$/.test(url.protocol)) return this.#bad(name, 'must be an http(s) URL');
    if (url.username !== '' || url.password !== '') {
      return this.#bad(name, 'must not contain a user name or password');
    }
    if (/[?#]/.test(text)) return this.#bad(name, 'must not have a query or a fragment');
    return url.href.replace(/\/+$/, '');
  }

  credential(name: string): Live<string> | undefined {
    return this.secret(
      name,
      (lines) => onlyOf(lines, credentialProblem),
      (value) => [value],
    );
  }

  /** The setting itself, or what the file says that `<name>_FILE` names. */
  secret<Value>(
    name: string,
    read: (lines: readonly SettingLine[]) => Reading<Value>,
    secretsIn: (value: Value) => readonly string[],
  ): Live<Value> | undefined {
    const fileName = `${name}_FILE`;
    if (this.has(fileName)) {
      if (this.has(name)) return this.#bad(fileName, `and ${name} exclude each other`);
      return this.linesOfFile(fileName, read, secretsIn);
    }
    const text = this.#text(name);
    if (text === undefined) return undefined;
    const reading = read([{ number: undefined, text }]);
    return 'problem' in reading ? this.#bad(name, reading.problem) : reading;
  }

  /** What the lines of a file say whose path is given, read again when it changes. */
  linesOfFile<Value>(
    name: string,
    read: (lines: readonly SettingLine[]) => Reading<Value>,
    secretsIn: (value: Value) => readonly string[],
  ): LiveFile<Value> | undefined {
    return this.liveFile(
      [name],
      ([text = '']) => {
        const lines = linesIn(text);
        return lines.length > 0 ? read(lines) : { problem: 'is the path of an empty file' };
      },
      secretsIn,
    );
  }

  /** What files hold whose paths are given, used together and read again when one changes. */
  liveFile<Value>(
    names: readonly string[],
    read: (texts: readonly string[]) => Reading<Value>,
    secretsIn: (value: Value) => readonly string[],
  ): LiveFile<Value> | undefined {
    const paths = names.map((name) => this.#text(name)).filter((path) => path !== undefined);
    if (paths.length < names.length) return undefined;
    const opened = LiveFile.open({ names, paths, read, secretsIn });
    if ('problem' in opened) return this.#bad(names[opened.file ?? 0]!, opened.problem);
    this.liveFiles.push(opened.value);
    return opened.value;
  }

  origins(name: string): readonly string[] {
    const items = this.list(name) ?? [];
    if (items.every(isOrigin)) return items;
    this.#bad(name, 'must be a comma-separated list of origins such as https://app.example.com');
    return [];
  }

  /** Separated by commas. */
  list(name: string): readonly string[] | undefined {
    return this.#text(name)
      ?.split(',')
      .map((item) => item.trim());
  }

  #text(name: string): string | undefined {
    const text = this.#value(name);
    return text === '' ? this.#bad(name, 'is empty: give it a value, or do not set it') : text;
  }

  #value(name: string): string | undefined {
    this.#names.add(name);
    const text = this.#env[name];
    return text !== undefined && isServiceLink(name, text) ? undefined : text;
  }

  #bad(name: string, problem: string): undefined {
    this.problems.push(`${name} ${problem}.`);
    return undefined;
  }
}

/** What Kubernetes and Docker set for a service called `metrics`: `METRICS_PORT=tcp://10.0.0.1:80`. */
function isServiceLink(name: string, text: string): boolean {
  return name.endsWith('_PORT') && /^(?:tcp|udp|sctp):\/\//.test(text);
}

/** The one value that lines hold, unless something is wrong with it. */
function onlyOf(
  lines: readonly SettingLine[],
  problemOf: (text: string) => string | undefined,
): Reading<string> {
  const [first, second] = lines;
  if (!first) return { problem: 'is empty' };
  if (second) return problemIn(second, 'must not be there: the value is one line');
  const problem = problemOf(first.text);
  return problem === undefined ? { value: first.text } : problemIn(first, problem);
}

function credentialProblem(text: string): string | undefined {
  if (isCredential(text)) return undefined;
  return 'must be visible ASCII characters, without spaces, up to 1024';
}

function redisUrlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.hostname && /^rediss?:$/.test(url.protocol)) return undefined;
  return 'must be a redis: or rediss: URL';
}

/** As it is written and as it is sent. */
function passwordIn(redisUrl: string): readonly string[] {
  const { password } = new URL(redisUrl);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function isObjectOfTexts(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((text) => typeof text === 'string');
}
