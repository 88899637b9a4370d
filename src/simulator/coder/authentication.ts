import type { IncomingHttpHeaders } from 'node:http';
import type { Answer, IncomingCall } from '../exchange.ts';
import { failure } from './answers.ts';
import type { Deployment } from './deployment.ts';
import { quote } from './go/quote.ts';
import type { Values } from './go/url-query.ts';
import type { StoredUser } from './state.ts';

const signedOut =
  'You are signed out or your session has expired. Please sign in again to continue.';
const tokenCookie = 'coder_session_token';
const tokenHeader = 'coder-session-token';

export interface StoredToken {
  readonly userId: string;
  /** RFC 3339 in UTC; absent: never. */
  readonly expiresAt?: string;
}

/** The keys of a deployment, by the whole token. */
export type TokenTable = ReadonlyMap<string, StoredToken>;

export type Authentication =
  { readonly caller: StoredUser } | { readonly caller: undefined; readonly refusal: Answer };

/** Finds out who calls. A dormant user is activated by the call. */
export function authenticate(
  deployment: Deployment,
  tokens: TokenTable,
  call: IncomingCall,
  values: Values,
): Authentication {
  const { database } = deployment;
  const refuse = (message: string, detail?: string): Authentication => ({
    caller: undefined,
    refusal: challenge(deployment, failure(401, message, detail), `${message} ${detail ?? ''}`),
  });

  const text = tokenText(call.headers, values, deployment.version.speaksOAuth);
  if (text === undefined) {
    return refuse(signedOut, `Cookie "${tokenCookie}" or query parameter must be provided.`);
  }
  const problem = tokenProblem(text);
  if (problem !== undefined) return refuse(signedOut, `Invalid API key format: ${problem}`);
  const token = tokens.get(text);
  const user = token === undefined ? undefined : database.users.get(token.userId);
  if (token === undefined || user === undefined || user.deleted) {
    const keyId = text.slice(0, 11);
    const isKnownKey = [...tokens.keys()].some(
      (known) => known !== text && known.startsWith(keyId),
    );
    return refuse(signedOut, isKnownKey ? 'API key secret is invalid.' : 'API key is invalid.');
  }
  const { expiresAt } = token;
  if (expiresAt !== undefined && Date.parse(expiresAt) < Date.parse(deployment.now())) {
    const expiry = `${expiresAt.replace('T', ' ').replace('Z', '')} +0000 UTC`;
    return refuse(signedOut, `API key expired at ${quote(expiry)}.`);
  }
  if (user.status === 'dormant') {
    const active = { ...user, status: 'active' };
    database.users.set(user.id, active);
    return { caller: active };
  }
  if (user.status !== 'active') {
    return refuse(
      `User is not active (status = ${quote(user.status)}). ` +
        'Contact an admin to reactivate your account.',
    );
  }
  return { caller: user };
}

/** The first non-empty place wins, and a cookie comes before the header. */
function tokenText(
  headers: IncomingHttpHeaders,
  values: Values,
  speaksOAuth: boolean,
): string | undefined {
  const bearer = /^bearer (.*)$/i.exec(headers.authorization ?? '')?.[1];
  const places = [
    cookieToken(headers),
    values.get(tokenCookie)?.[0],
    headers[tokenHeader]?.toString(),
    ...(speaksOAuth ? [bearer, values.get('access_token')?.[0]] : []),
  ];
  return places.find((text) => text !== undefined && text !== '');
}

function cookieToken(headers: IncomingHttpHeaders): string | undefined {
  for (const cookie of (headers.cookie ?? '').split(';')) {
    const [name, value] = cookie.trim().split('=', 2);
    if (name === tokenCookie) return value;
  }
  return undefined;
}

function tokenProblem(text: string): string | undefined {
  const [id = '', secret = '', ...more] = text.split('-');
  const parts = text.split('-').length;
  if (parts !== 2 || more.length > 0) {
    return `incorrect amount of API key parts, expected 2 got ${parts}`;
  }
  if (id.length !== 10) return `invalid API key ID length, expected 10 got ${id.length}`;
  if (secret.length !== 22) {
    return `invalid API key secret length, expected 22 got ${secret.length}`;
  }
  return undefined;
}

function challenge({ accessUrl, version }: Deployment, answer: Answer, text: string): Answer {
  if (!version.speaksOAuth) return answer;
  // The usual message holds the word "expired", so nearly everything is told to have expired.
  const description = text.includes('expired')
    ? 'The access token has expired'
    : 'The access token is invalid';
  const metadata = `${accessUrl}/.well-known/oauth-protected-resource`;
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'WWW-Authenticate':
        'Bearer realm="coder", error="invalid_token", ' +
        `error_description="${description}", resource_metadata="${metadata}"`,
    },
  };
}

/** A call that changes something and brings a cookie needs the same token in header or query. */
export function failsCsrfCheck(call: IncomingCall, values: Values): boolean {
  if (['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(call.method)) return false;
  const cookie = cookieToken(call.headers);
  return (
    cookie !== undefined &&
    call.headers[tokenHeader] !== cookie &&
    values.get(tokenCookie)?.[0] !== cookie
  );
}
