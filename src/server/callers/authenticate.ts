import { hash, timingSafeEqual } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { ClientErrorCode } from '../../schema/client-errors.ts';
import { bearerTokenOf } from '../../upstream/credentials.ts';
import { readToken } from '../../config/gateway-auth.ts';
import type { GatewayAuth, JwtRules } from '../../config/gateway-auth.ts';
import type { JwtRefusal, JwtSubject } from './jwt-check.ts';
import { keysPauseMs, KeysUnavailableError } from './keys-unavailable-error.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { Check } from '../limits/admission.ts';
import { callerKeyOf } from './caller-keys.ts';
import type { Exchange } from '../exchange.ts';

/** The scope with which a JSON Web Token lets its caller run mutations. */
const writeScope = 'audit:write';

/**
 * Refuses a request whole, with 401, unless its bearer token is one of the gateway's, or of the
 * issuer that it trusts. Notes what the caller may do.
 */
export function authenticate(auth: GatewayAuth, logger: Logger): Check {
  const tokenList = createTokenList(auth);
  const subjectOf = auth.jwt && createSubjectReader(auth.jwt, logger);

  return (exchange) => {
    const token = bearerTokenOf(exchange.req.headers);
    if (token === '') return refuse(exchange, 'no token');
    const digest = hash('sha256', token, 'buffer');
    // Every token is compared, so that the time taken does not tell which one came close.
    const [match] = tokenList().filter((each) => timingSafeEqual(each.digest, digest));
    if (!match) return admitSubject(exchange, token);
    exchange.caller = { ...exchange.caller, name: match.name, mayWrite: match.mayWrite };
    return undefined;
  };

  async function admitSubject(exchange: Exchange, token: string): Promise<void> {
    const subject = subjectOf ? await subjectOf(token) : 'unknown token';
    if (typeof subject === 'string') return refuse(exchange, subject);
    exchange.caller = {
      ...exchange.caller,
      // The next token of the same subject is another one.
      ...(subject.subject !== undefined && {
        credentials: [callerKeyOf(`subject:${subject.subject}`)],
      }),
      name: subject.subject,
      mayWrite: subject.scopes.includes(writeScope),
    };
  }
}

type Refusal = JwtRefusal | 'no token' | 'unknown token';

/** Notes for the log why a caller is not let in; it is told what helps only whoever owns a token. */
function refuse({ record }: Exchange, refusal: Refusal): never {
  record.refusal = refusal;
  throw unauthenticated(shownRefusals.get(refusal));
}

const shownRefusals: ReadonlyMap<Refusal, string> = new Map([
  ['expired', 'This token has expired.'],
  ['not yet valid', 'This token is not valid yet.'],
  ['wrong audience', 'This token is for another audience.'],
]);

interface KnownToken {
  readonly name: string | undefined;
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
      known = [...knownTokens(readTokens, false), ...knownTokens(tokens, true)];
    }
    return known;
  };
}

function knownTokens(tokens: readonly string[], mayWrite: boolean): readonly KnownToken[] {
  return tokens
    .map(readToken)
    .flatMap(({ name, digests }) => digests.map((digest) => ({ name, digest, mayWrite })));
}

/** What checks tokens is imported only here, so that a gateway that takes none starts without it. */
function createSubjectReader(
  rules: JwtRules,
  logger: Logger,
): (token: string) => Promise<JwtSubject | JwtRefusal> {
  const onFailure = ({ message }: KeysUnavailableError) =>
    logger.error('The keys of JWT_JWKS_URL cannot be fetched', { reason: message });
  const loading = import('./jwt-check.ts').then(({ createJwtCheck }) =>
    createJwtCheck(rules, onFailure),
  );
  return async (token) => {
    const check = await loading;
    return check(token).catch((error: unknown) => {
      throw error instanceof KeysUnavailableError ? uncheckable() : error;
    });
  };
}

function unauthenticated(reason: string | undefined): GraphQLError {
  const needed = 'This gateway needs one of its tokens: Authorization: Bearer <token>.';
  const error =
    reason === undefined ? '' : `, error="invalid_token", error_description="${reason}"`;
  return new GraphQLError(reason ?? needed, {
    extensions: {
      code: 'UNAUTHENTICATED' satisfies ClientErrorCode,
      http: { status: 401, headers: { 'WWW-Authenticate': `Bearer realm="auditgraph"${error}` } },
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
