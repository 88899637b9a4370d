import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTPayload } from 'jose';
import type { JwtRules } from '../../config/gateway-auth.ts';
import { createFetch } from './proxied-fetch.ts';
import { keysPauseMs, KeysUnavailableError } from './keys-unavailable-error.ts';

/** Whom a JSON Web Token is about. */
export interface JwtSubject {
  /** Unique among those of the issuer; undefined when the token does not name it. */
  readonly subject: string | undefined;
  readonly scopes: readonly string[];
}

/** Why a token lets nobody in. */
export type JwtRefusal =
  | 'expired'
  | 'not yet valid'
  | 'without expiry'
  | 'wrong audience'
  | 'wrong issuer'
  | 'wrong signature'
  | 'unknown key'
  | 'algorithm not allowed'
  | 'malformed';

const clockToleranceSeconds = 30;
const fetchTimeoutMs = 5000;
const maxKeysBytes = 256 * 1024;
/**
 * Checks tokens: signature by a key of the issuer, algorithm, issuer, audience, and times; a token
 * that never expires is not good. Resolves with why when a token is not good; rejects with
 * KeysUnavailableError. Keys are fetched when they are first needed, again after ten minutes, and
 * for a key that is not among them, but not within 30 seconds. `onFailure` is told of failed fetches.
 */
export function createJwtCheck(
  { jwksUrl, issuer, audience, algorithms, proxy }: JwtRules,
  onFailure: (error: KeysUnavailableError) => void,
): (token: string) => Promise<JwtSubject | JwtRefusal> {
  const keys = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: fetchTimeoutMs,
    [customFetch]: createKeysFetch(createFetch(proxy), onFailure),
  });
  const rules = {
    issuer,
    audience,
    algorithms: [...algorithms],
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ['exp'],
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, rules);
      return { subject: payload.sub, scopes: scopesOf(payload) };
    } catch (error) {
      if (error instanceof KeysUnavailableError) throw error;
      // Whatever is wrong with a token or its key, it lets nobody in.
      return refusalOf(error);
    }
  };
}

/** The signature is checked before what a token says. */
function refusalOf(error: unknown): JwtRefusal {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'wrong signature';
  if (error instanceof errors.JWKSNoMatchingKey) return 'unknown key';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm not allowed';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'malformed';
  return refusedClaims.get(error.claim) ?? 'malformed';
}

const refusedClaims: ReadonlyMap<string, JwtRefusal> = new Map([
  ['aud', 'wrong audience'],
  ['iss', 'wrong issuer'],
  ['nbf', 'not yet valid'],
  ['exp', 'without expiry'],
]);

/** `scope` as OAuth has it, `scp` as some issuers do: words in a text, or a list of them. */
function scopesOf({ scope, scp }: JWTPayload & { scope?: unknown; scp?: unknown }): string[] {
  return [scope, scp]
    .flat()
    .flatMap((words) => (typeof words === 'string' ? words.split(' ') : []));
}

/** Fetches a key set of a sane size, or throws KeysUnavailableError. */
function createKeysFetch(
  ask: typeof fetch,
  onFailure: (error: KeysUnavailableError) => void,
): typeof fetch {
  let failure: KeysUnavailableError | undefined;
  let pausedUntil = 0;
  return async (url, init) => {
    if (failure && performance.now() < pausedUntil) throw failure;
    try {
      return Response.json(await readKeys(await ask(url, init)));
    } catch (error) {
      failure = error instanceof KeysUnavailableError ? error : new KeysUnavailableError(noKeys);
      pausedUntil = performance.now() + keysPauseMs;
      onFailure(failure);
      throw failure;
    }
  };
}

const noKeys = 'The address does not answer, or not with a JSON Web Key Set.';

async function readKeys(response: Response): Promise<JSONWebKeySet> {
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new KeysUnavailableError(`The answer has status ${response.status}.`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxKeysBytes) throw new KeysUnavailableError('The answer is too large.');
    chunks.push(chunk);
  }
  const keys = JSON.parse(Buffer.concat(chunks).toString()) as JSONWebKeySet;
  // Throws when it is none.
  return createLocalJWKSet(keys).jwks();
}
