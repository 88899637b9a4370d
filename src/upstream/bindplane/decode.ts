import { isEmail } from '../entry/email.ts';
import { requireFields } from '../json/json-fields.ts';
import {
  JsonShapeError,
  isJsonObject,
  kindOfJson,
  requireObject,
  textOrNull,
} from '../json/require-json.ts';
import { decodeAuditEvents } from './decode-event.ts';
import { mapInSteps } from '../json/steps.ts';
import type { Steps } from '../json/steps.ts';
import type { BindplaneAuditPage, BindplaneUser } from './model.ts';

/** An object that has other keys only is no page. */
export function* decodeAuditPage(body: unknown): Steps<BindplaneAuditPage> {
  return yield* decodeAuditEvents(listIn(body, 'auditEvents'));
}

export function* decodeUsers(body: unknown): Steps<readonly BindplaneUser[]> {
  return yield* mapInSteps(listIn(body, 'users'), (user, index) =>
    decodeUser(user, `users[${index}]`),
  );
}

/** Undefined when the server does not tell. */
export function decodeVersion(body: unknown): string | undefined {
  return textOrNull(requireObject(body, 'the body')['tag']) ?? undefined;
}

/** Lists come bare (as documented), under their key (as first-party clients read them) or as null. */
function listIn(body: unknown, key: string): readonly unknown[] {
  if (body === null) return [];
  if (Array.isArray(body)) return body;
  if (!isJsonObject(body)) throw new JsonShapeError(`the body is ${kindOfJson(body)}`);
  const list = body[key];
  if (Array.isArray(list)) return list;
  if (list === null || Object.keys(body).length === 0) return [];
  throw new JsonShapeError(`${key} is ${kindOfJson(list)}`);
}

const textKeysOfEmail = ['email', 'emailAddress', 'mail', 'login', 'username', 'userName'] as const;

/**
 * Where a user's e-mail stands is not published: every text at a place known for one is taken,
 * if it looks like one.
 */
function decodeUser(value: unknown, what: string): BindplaneUser {
  const raw = requireFields(value, what);
  const metadata = raw.fields('metadata') ?? raw;
  const spec = raw.fields('spec');
  const name = textOrNull(metadata.get('name'));
  const displayName = textOrNull(metadata.get('displayName'));
  const emails = spec?.get('emails');
  const texts = [
    ...[spec, metadata].flatMap((part) => textKeysOfEmail.map((key) => part?.get(key))),
    ...(Array.isArray(emails) ? (emails as readonly unknown[]) : []),
    name,
    displayName,
  ];
  return {
    id: textOrNull(metadata.get('id')) ?? name ?? '',
    name,
    displayName,
    emails: [...new Set(texts.filter(isText).filter(isEmail))],
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
