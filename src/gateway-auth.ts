import { createHash } from 'node:crypto';
import { problemIn } from './file-lines.ts';
import type { Reading, SettingLine } from './file-lines.ts';
import type { Live } from './live-file.ts';
import { isLoopback } from './loopback.ts';
import { isCredential } from './settings.ts';
import type { Settings } from './settings.ts';

/**
 * How callers show who they are, where they share the credential of an upstream. Tokens may change
 * while the process runs: then the lists are others.
 */
export interface GatewayAuth {
  /** Each as it is sent, or `sha256:` and its digest in hex. */
  readonly tokens: readonly string[];
  /** Likewise, of those who may only read. */
  readonly readTokens: readonly string[];
  /** Undefined: JSON Web Tokens let nobody in. */
  readonly jwt: JwtRules | undefined;
}

export interface JwtRules {
  /** Where the keys of the issuer are. */
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
}

/** What a public key checks: with a secret in common, whoever checks a token could make one. */
const jwtAlgorithms = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA'.split(' ');
const minTokenLength = 16;
const digestForm = /^sha256:([\da-f]{64})$/i;

/** Notes what cannot be used as a problem. Undefined when no setting asks callers who they are. */
export function readGatewayAuth(settings: Settings): GatewayAuth | undefined {
  const tokens = settings.secret('GATEWAY_TOKENS', tokensIn, (texts) => texts) ?? noTokens;
  const readers = settings.secret('GATEWAY_READ_TOKENS', tokensIn, (texts) => texts) ?? noTokens;
  const jwt = readJwtRules(settings);
  const digests = new Set(tokens.value.map((token) => digestOfToken(token).toString('hex')));
  if (readers.value.some((token) => digests.has(digestOfToken(token).toString('hex')))) {
    settings.problems.push('GATEWAY_TOKENS and GATEWAY_READ_TOKENS have a token in common.');
  }
  if ([...tokens.value, ...readers.value].some((token) => token.length < minTokenLength)) {
    settings.warnings.push(
      `A gateway token has fewer than ${minTokenLength} characters: it can be guessed.`,
    );
  }
  if (gatewayAuthSettingsIn(settings).length === 0) return undefined;
  return {
    get tokens() {
      return tokens.value;
    },
    get readTokens() {
      return readers.value;
    },
    jwt,
  };
}

/** Those that are set of the settings that make the gateway ask its callers. */
export function gatewayAuthSettingsIn(settings: Settings): readonly string[] {
  const secrets = ['GATEWAY_TOKENS', 'GATEWAY_READ_TOKENS'].filter((name) =>
    settings.hasSecret(name),
  );
  return settings.has('JWT_JWKS_URL') ? [...secrets, 'JWT_JWKS_URL'] : secrets;
}

/** The SHA-256 of a token as it is sent, whichever way it is given. */
export function digestOfToken(given: string): Buffer {
  const [, digest] = digestForm.exec(given) ?? [];
  return digest === undefined
    ? createHash('sha256').update(given).digest()
    : Buffer.from(digest, 'hex');
}

const noTokens: Live<readonly string[]> = { value: [] };

/** Separated by commas and line ends. */
function tokensIn(lines: readonly SettingLine[]): Reading<readonly string[]> {
  const tokens: string[] = [];
  for (const line of lines) {
    const items = line.text.split(/[,\n]/).map((item) => item.trim());
    const problem = items.map(problemOf).find((each) => each !== undefined);
    if (problem !== undefined) return problemIn(line, problem);
    tokens.push(...items);
  }
  return { value: tokens };
}

function problemOf(token: string): string | undefined {
  if (!isCredential(token)) return 'must be a comma-separated list of tokens without spaces';
  if (!token.startsWith('sha256:') || digestForm.test(token)) return undefined;
  return 'must have 64 hexadecimal digits after sha256:';
}

function readJwtRules(settings: Settings): JwtRules | undefined {
  const jwksUrl = readJwksUrl(settings);
  const issuer = settings.text('JWT_ISSUER');
  const audience = settings.text('JWT_AUDIENCE');
  const algorithms = settings.list('JWT_ALGORITHMS') ?? jwtAlgorithms;
  if (!algorithms.every((name) => jwtAlgorithms.includes(name))) {
    settings.problems.push(`JWT_ALGORITHMS may list ${jwtAlgorithms.join(', ')}.`);
  }
  const isOn = settings.has('JWT_JWKS_URL');
  for (const name of ['JWT_ISSUER', 'JWT_AUDIENCE']) {
    if (isOn && !settings.has(name)) settings.problems.push(`JWT_JWKS_URL needs ${name}.`);
  }
  for (const name of ['JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_ALGORITHMS']) {
    if (isOn || !settings.has(name)) continue;
    settings.problems.push(`${name} is set without JWT_JWKS_URL.`);
  }
  if (jwksUrl === undefined || issuer === undefined || audience === undefined) return undefined;
  return { jwksUrl, issuer, audience, algorithms };
}

/** Over plain HTTP, whoever is in between could hand out keys. */
function readJwksUrl(settings: Settings): string | undefined {
  const text = settings.text('JWT_JWKS_URL');
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url && isSafe && url.username === '' && url.password === '') return url.href;
  settings.problems.push('JWT_JWKS_URL must be an https URL without a user name or password.');
  return undefined;
}
