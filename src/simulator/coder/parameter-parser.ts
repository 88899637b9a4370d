import { hasEnumValue } from './enums.ts';
import type { EnumValues } from './enums.ts';
import { GoError } from './go/error.ts';
import { parseInt32 } from './go/parse-int.ts';
import { quote } from './go/quote.ts';
import { dateLayout, parseTime, rfc3339Layout } from './go/time.ts';
import type { Values } from './go/url-query.ts';
import { nilUuid, parseUuid } from './go/uuid.ts';
import type { Random } from '../random.ts';

export interface Validation {
  readonly field: string;
  readonly detail: string;
}

/** Go's zero time, which stands for "no filter". */
const zeroTime = parseTime(rfc3339Layout, '0001-01-01T00:00:00Z');

/**
 * Reads typed parameters and collects what is wrong with them, in the order they are read.
 * Absent means: not given, or the first value given is empty, whatever follows it.
 */
export class ParameterParser {
  readonly errors: Validation[] = [];
  readonly #values: Values;
  readonly #known = new Set<string>();

  constructor(values: Values) {
    this.#values = values;
  }

  text(name: string): string {
    return this.#single(name, '', 'must be a valid string', (value) => value);
  }

  /** Undefined when absent or the nil UUID. */
  uuid(name: string): string | undefined {
    const all = this.#given(name);
    const value = this.#only(name, all);
    if (value === undefined) return undefined;
    try {
      const uuid = parseUuid(value);
      return uuid === nilUuid ? undefined : uuid;
    } catch {
      this.#fail(name, 'must be a valid uuid');
      return undefined;
    }
  }

  positiveInt32(name: string): number {
    return this.#single(name, 0, 'must be a valid 32-bit positive integer', (value) => {
      const number = parseInt32(value);
      if (number < 0) throw new GoError('value is negative');
      return number;
    });
  }

  int64(name: string): bigint {
    return this.#single(name, 0n, 'must be a valid 64-bit integer', (value) => {
      if (!/^[+-]?[0-9]+$/.test(value)) {
        throw new GoError(`strconv.ParseInt: parsing ${quote(value)}: invalid syntax`);
      }
      return BigInt(value.replace('+', ''));
    });
  }

  /** `YYYY-MM-DD`; undefined when absent or the zero time. */
  date(name: string): string | undefined {
    const problem = `must be a valid date format (${dateLayout})`;
    return this.#single(name, undefined, problem, (value) =>
      parseTime(dateLayout, value) === zeroTime ? undefined : value,
    );
  }

  /** Nanoseconds since 1970; undefined when absent or the zero time. */
  time(name: string): bigint | undefined {
    const problem = `must be a valid date format (2006-01-02T15:04:05.999999999Z07:00)`;
    return this.#single(name, undefined, problem, (value) => {
      const instant = parseTime(rfc3339Layout, value.toUpperCase());
      return instant === zeroTime ? undefined : instant;
    });
  }

  boolean(name: string): boolean | undefined {
    return this.#single(name, undefined, 'must be a valid boolean', (value) => {
      if (['1', 't', 'true'].includes(value)) return true;
      if (['0', 'f', 'false'].includes(value)) return false;
      throw new GoError(`strconv.ParseBool: parsing ${quote(value)}: invalid syntax`);
    });
  }

  enumValue(name: string, values: EnumValues, minor: number): string {
    return this.#single(name, '', 'has invalid value', (value) =>
      checkEnumValue(value, values, minor),
    );
  }

  /** Lists may be repeated and separated by commas. */
  enumValues(name: string, values: EnumValues, minor: number): readonly string[] {
    const bad: string[] = [];
    for (const value of this.texts(name)) {
      if (!hasEnumValue(values, value, minor)) bad.push(`${quote(value)} is not a valid value`);
    }
    if (bad.length > 0) this.#fail(name, `has invalid value: ${bad.join('\n')}`);
    return this.texts(name);
  }

  texts(name: string): readonly string[] {
    return this.#given(name).flatMap((value) => value.split(','));
  }

  /** `parse` throws a `GoError` to refuse the value. */
  custom<T>(name: string, absent: T, parse: (value: string) => T): T {
    return this.#single(name, absent, 'has invalid value', parse);
  }

  /** Reports every parameter that was not read, in random order as a Go map gives them. */
  refuseOthers(random: Random): void {
    const others = [...this.#values.keys()].filter((name) => !this.#known.has(name));
    for (const field of random.shuffled(others)) {
      this.errors.push({ field, detail: `${quote(field)} is not a valid query param` });
    }
  }

  #given(name: string): readonly string[] {
    this.#known.add(name);
    const all = this.#values.get(name) ?? [];
    return all[0] === '' ? [] : all;
  }

  #only(name: string, all: readonly string[]): string | undefined {
    if (all.length <= 1) return all[0];
    this.#fail(
      name,
      `provided more than once, found ${all.length} times. ` +
        'Only provide 1 instance of this query param.',
    );
    return undefined;
  }

  #single<T>(name: string, absent: T, problem: string, parse: (value: string) => T): T {
    const value = this.#only(name, this.#given(name));
    if (value === undefined) return absent;
    try {
      return parse(value);
    } catch (error) {
      if (!(error instanceof GoError)) throw error;
      this.#fail(name, `${problem}: ${error.message}`);
      return absent;
    }
  }

  #fail(name: string, problem: string): void {
    this.errors.push({ field: name, detail: `Query param ${quote(name)} ${problem}` });
  }
}

function checkEnumValue(value: string, values: EnumValues, minor: number): string {
  if (hasEnumValue(values, value, minor)) return value;
  throw new GoError(`${quote(value)} is not a valid value`);
}
