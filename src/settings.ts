import { isIP } from 'node:net';

export type Environment = Readonly<Record<string, string | undefined>>;

const maxCredentialLength = 1024;

/** Whether a text can be sent as a credential: visible ASCII, up to 1024 characters. */
export function isCredential(text: string): boolean {
  return text.length <= maxCredentialLength && /^[\x21-\x7e]+$/.test(text);
}

/** Reads single settings; a bad one is noted as a problem and read as if it were absent. */
export class Settings {
  readonly problems: string[] = [];
  readonly #env: Environment;

  constructor(env: Environment) {
    this.#env = env;
  }

  has(name: string): boolean {
    return this.#env[name] !== undefined;
  }

  flag(name: string): boolean | undefined {
    const text = this.#text(name);
    if (text === undefined || text === 'true' || text === 'false') return text && text === 'true';
    return this.#bad(name, 'must be true or false');
  }

  integer(name: string, fallback: number, { min, max }: { min: number; max: number }): number {
    const text = this.#text(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.#bad(name, `must be a whole number from ${min} to ${max}`);
    return fallback;
  }

  host(name: string, fallback: string): string {
    const text = this.#text(name) ?? fallback;
    if (isIP(text) !== 0 || /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(text)) return text.toLowerCase();
    this.#bad(name, 'must be an IP address or a host name');
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

  credential(name: string): string | undefined {
    const text = this.#text(name);
    if (text === undefined || isCredential(text)) return text;
    return this.#bad(name, 'must be visible ASCII characters, without spaces, up to 1024');
  }

  credentials(name: string): readonly string[] | undefined {
    const items = this.#list(name);
    if (!items || items.every(isCredential)) return items;
    return this.#bad(name, 'must be a comma-separated list of tokens without spaces');
  }

  origins(name: string): readonly string[] {
    const items = this.#list(name) ?? [];
    if (items.every(isOrigin)) return items;
    this.#bad(name, 'must be a comma-separated list of origins such as https://app.example.com');
    return [];
  }

  #list(name: string): readonly string[] | undefined {
    return this.#text(name)
      ?.split(',')
      .map((item) => item.trim());
  }

  #text(name: string): string | undefined {
    const text = this.#env[name];
    return text === '' ? this.#bad(name, 'is empty: give it a value, or do not set it') : text;
  }

  #bad(name: string, problem: string): undefined {
    this.problems.push(`${name} ${problem}.`);
    return undefined;
  }
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
