import { hash, timingSafeEqual } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { ClientErrorCode } from '../client-errors.ts';
import { bearerTokenOf } from '../credentials.ts';
import { digestOfToken } from '../gateway-auth.ts';
import type { GatewayAuth, JwtRules } from '../gateway-auth.ts';
import type { JwtSubject } from '../jwt-check.ts';
import { keysPauseMs, KeysUnavailableError } from '../keys-unavailable-error.ts';
import type { Logger } from '../logger.ts';
import type { Check } from './admission.ts';
import { callerKeyOf } from './caller-keys.ts';
import type { Exchange } from './exchange.ts';

/** The scope with which a JSON Web Token lets its caller run mutations. */
const writeScope = 'audit:write';

/**
 * Refuses a request whole, with 401, unless its bearer token is one of the gateway's, or of the
 * issuer that it trusts. Notes what the caller may do.
 */
export function authenticate(auth: GatewayAuth, logger: Logger): Check {
  const knownTokens = createTokenList(auth);
  const subjectOf = auth.jwt && createSubjectReader(auth.jwt, logger);

  return (exchange) => {
    const token = bearerTokenOf(exchange.req.headers);
    if (token === '') throw unauthenticated();
    const digest = hash('sha256', token, 'buffer');
    // Every token is compared, so that the time taken does not tell which one came close.
    const [match] = knownTokens().filter((each) => timingSafeEqual(each.digest, digest));
    if (!match) return admitSubject(exchange, token);
    exchange.caller = { ...exchange.caller, mayWrite: match.mayWrite };
    return undefined;
  };

  async function admitSubject(exchange: Exchange, token: string): Promise<void> {
    const subject = await subjectOf?.(token);
    if (!subject) throw unauthenticated();
    exchange.caller = {
      ...exchange.caller,
      // The next token of the same subject is another one.
      ...(subject.subject !== undefined && {
        credentials: [callerKeyOf(`subject:${subject.subject}`)],
      }),
      mayWrite: subject.scopes.includes(writeScope),
    };
  }
}

interface KnownToken {
  readonly digest: Buffer;
  readonly mayWrite: boolean;
}

/** What is in both lists, which cannot change in one moment, lets its holder only read. */
function createTokenList(auth: GatewayAuth): () => readonly KnownToken[] {
  let writers: readonly string[] | undefined;
  let readers: readonly string[] | undefined;
  let known: readonly KnownToken[] = [];
  return () => {
    const { tokens, readTokens } = auth;
    if (tokens !== writers || readTokens !== readers) {
      [writers, readers] = [tokens, readTokens];
      known = [
        ...readTokens.map((token) => ({ digest: digestOfToken(token), mayWrite: false })),
        ...tokens.map((token) => ({ digest: digestOfToken(token), mayWrite: true })),
      ];
    }
    return known;
  };
}

/** What checks tokens is imported only here, so that a gateway that takes none starts without it. */
function createSubjectReader(
  rules: JwtRules,
  logger: Logger,
): (token: string) => Promise<JwtSubject | undefined> {
  const onFailure = ({ message }: KeysUnavailableError) =>
    logger.error('The keys of JWT_JWKS_URL cannot be fetched', { reason: message });
  const loading = import('../jwt-check.ts').then(({ createJwtCheck }) =>
    createJwtCheck(rules, onFailure),
  );
  return async (token) => {
    const check = await loading;
    return check(token).catch((error: unknown) => {
      throw error instanceof KeysUnavailableError ? uncheckable() : error;
    });
  };
}

function unauthenticated(): GraphQLError {
  return new GraphQLError('This gateway needs one of its tokens: Authorization: Bearer <token>.', {
    extensions: {
      code: 'UNAUTHENTICATED' satisfies ClientErrorCode,
      http: { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="auditgraph"' } },
    },
  });
}

/** Not the caller's fault: another token would not help. */
function uncheckable(): GraphQLError {
  return new GraphQLError(
    'This gateway cannot check tokens now: the keys of their issuer cannot be fetched.',
    {
      extensions: {
        code: 'UPSTREAM_UNAVAILABLE' satisfies ClientErrorCode,
        http: { status: 503, headers: { 'Retry-After': `${keysPauseMs / 1000}` } },
      },
    },
  );
}
