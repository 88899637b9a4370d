import { InvalidArgumentError } from '../../feed/feed-error.ts';
import type { Instant, InstantRange } from '../../feed/instant.ts';
import { type IpRange, parseIpRange } from './ip-range.ts';
import { composeText, foldText } from './text-form.ts';

/** One way to name a user, as `AuditUserBy` allows; a global id is a user id by now. */
export type UserKey =
  { readonly userId: string } | { readonly username: string } | { readonly email: string };

/** One way to name an organization, as `AuditOrganizationBy` allows. */
export type OrganizationKey = { readonly organizationId: string } | { readonly name: string };

export interface InstantRangeInput {
  readonly gte?: Instant | null | undefined;
  readonly lt?: Instant | null | undefined;
}

export interface UserKeyInput {
  readonly userId?: string | null;
  readonly username?: string | null;
  readonly email?: string | null;
}

export interface OrganizationKeyInput {
  readonly organizationId?: string | null;
  readonly name?: string | null;
}

const nilUuid = '00000000-0000-0000-0000-000000000000';
const maxListLength = 50;

/** A range that can hold an entry. Throws InvalidArgumentError for a contradictory one. */
export function checkedRange(
  range: InstantRangeInput | null | undefined,
  argument: string,
): InstantRange {
  const gte = range?.gte ?? undefined;
  const lt = range?.lt ?? undefined;
  if (gte !== undefined && lt !== undefined && gte >= lt) {
    throw new InvalidArgumentError(
      argument,
      '`gte` must be earlier than `lt`: this range holds nothing.',
    );
  }
  return { gte, lt };
}

/** A list without repeats, or undefined when not given. Throws for an empty one, or over 50 values. */
export function checkedList<T>(
  values: readonly T[] | null | undefined,
  argument: string,
): readonly T[] | undefined {
  if (values === null || values === undefined) return undefined;
  if (values.length === 0) {
    throw new InvalidArgumentError(
      argument,
      'A list of values must not be empty; leave it out for no filter.',
    );
  }
  if (values.length > maxListLength) {
    throw new InvalidArgumentError(
      argument,
      `A list holds at most ${maxListLength} values; this one has ${values.length}.`,
    );
  }
  return [...new Set(values)];
}

/** Texts compared ignoring case, blanks around and how accents are composed: folded, without repeats. */
export function checkedWords(
  values: readonly string[] | null | undefined,
  argument: string,
): readonly string[] | undefined {
  return checkedList(
    checkedList(values, argument)?.map((value) => checkedWord(value, argument)!),
    argument,
  );
}

/** As one of `checkedWords`. */
export function checkedWord(
  value: string | null | undefined,
  argument: string,
): string | undefined {
  const text = checkedText(value, argument);
  return text && foldText(text);
}

/** The name of somebody or something: as a word, but in the case it is given. */
export function checkedName(
  value: string | null | undefined,
  argument: string,
): string | undefined {
  const text = checkedText(value, argument);
  return text && composeText(text);
}

/** Throws for what is neither an address nor a range of addresses. */
export function checkedIpRange(
  value: string | null | undefined,
  argument: string,
): IpRange | undefined {
  const text = checkedText(value, argument);
  if (text === undefined) return undefined;
  const range = parseIpRange(text.trim());
  if (range) return range;
  throw new InvalidArgumentError(
    argument,
    'An address is written like `203.0.113.7` or `2001:db8::7`, a range like `203.0.113.0/24` or `2001:db8::/32`; without a zone, and numbers without leading zeros.',
  );
}

/** Throws for an empty text, or one that no upstream can store. */
export function checkedText(
  value: string | null | undefined,
  argument: string,
): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (value.trim() === '') {
    throw new InvalidArgumentError(
      argument,
      'The text must not be empty; leave it out for no filter.',
    );
  }
  if (value.includes('\0') || !value.isWellFormed()) {
    throw new InvalidArgumentError(argument, 'The text holds a character that no text may hold.');
  }
  return value;
}

/** Throws for the nil UUID, which stands for "none". */
export function checkedUuid(
  value: string | null | undefined,
  argument: string,
): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (value.toLowerCase() === nilUuid) {
    throw new InvalidArgumentError(
      argument,
      'The nil UUID stands for "none" and cannot be looked for.',
    );
  }
  return value.toLowerCase();
}

/** Throws unless exactly one key is given: compiled queries do not check `@oneOf` in variables. */
export function checkedUserKey(by: UserKeyInput, argument: string): UserKey {
  const userId = checkedUuid(by.userId, `${argument}.userId`);
  const username = checkedName(by.username, `${argument}.username`);
  const email = checkedName(by.email, `${argument}.email`);
  exactlyOne([userId, username, email], argument);
  if (userId !== undefined) return { userId };
  return username === undefined ? { email: email! } : { username };
}

export function checkedOrganizationKey(
  by: OrganizationKeyInput,
  argument: string,
): OrganizationKey {
  const organizationId = checkedUuid(by.organizationId, `${argument}.organizationId`);
  const name = checkedName(by.name, `${argument}.name`);
  exactlyOne([organizationId, name], argument);
  return organizationId === undefined ? { name: name! } : { organizationId };
}

/** A key as all of the same meaning are written, for cursors. */
export function foldKey(key: UserKey | OrganizationKey): object {
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, foldText(value)]));
}

/** A range as all of the same meaning are written, for cursors: one without ends is none. */
export function canonicalRange(range: InstantRange): InstantRange | undefined {
  return range.gte === undefined && range.lt === undefined ? undefined : range;
}

function exactlyOne(values: readonly unknown[], argument: string): void {
  if (values.filter((value) => value !== undefined).length !== 1) {
    throw new InvalidArgumentError(argument, 'Exactly one of its fields must be given.');
  }
}
