import { createHash } from 'node:crypto';
import { problemIn } from './file-lines.ts';
import type { Reading, SettingLine } from './file-lines.ts';
import type { Live } from './live-file.ts';
import { isLoopback } from './loopback.ts';
import { isCredential } from './settings.ts';
import { proxyFor } from './outgoing-proxies.ts';
import type { OutgoingProxies } from './outgoing-proxies.ts';
import type { Settings } from './settings.ts';

/**
 * How callers show who they are, where they share the credential of an upstream. Tokens may change
 * while the process runs: then the lists are others.
 */
export interface GatewayAuth {
  /** Each as it is sent, or `sha256:` and its digest in hex; with `name=` before it, if it has one. */
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
  /** Through which the keys are fetched; with a password, perhaps. */
  readonly proxy: string | undefined;
}

/** What a public key checks: with a secret in common, whoever checks a token could make one. */
const jwtAlgorithms = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA'.split(' ');
const minTokenLength = 16;
/** What ends a token in Base64 is no token after a name. */
const namedForm = /^(?<name>[a-z][\w.-]{0,63})=(?<token>[^=].{7,})$/i;
const digestForm = /^sha256:([\da-f]{64})$/i;

/** Notes what cannot be used as a problem. Undefined when no setting asks callers who they are. */
export function readGatewayAuth(
  settings: Settings,
  proxies: OutgoingProxies,
): GatewayAuth | undefined {
  const tokens = settings.secret('GATEWAY_TOKENS', tokensIn, secretsOfTokens) ?? noTokens;
  const readers = settings.secret('GATEWAY_READ_TOKENS', tokensIn, secretsOfTokens) ?? noTokens;
  const jwt = readJwtRules(settings, proxies);
  const digests = new Set(digestsOf(tokens.value));
  if (digestsOf(readers.value).some((digest) => digests.has(digest))) {
    settings.problems.push('GATEWAY_TOKENS and GATEWAY_READ_TOKENS have a token in common.');
  }
  const all = [...tokens.value, ...readers.value];
  if (all.some((token) => textsOf(token)[0]!.length < minTokenLength)) {
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

/** A token of the lists, as far as it can be known. */
export interface GatewayToken {
  /** Whom it stands for in the log; undefined when it is given without a name. */
  readonly name: string | undefined;
  /** The SHA-256 of whatever may be sent for it. */
  readonly digests: readonly Buffer[];
}

/** `name=token` is also let in as it is written: a token may have had that form before names were. */
export function readToken(given: string): GatewayToken {
  const { name } = namedForm.exec(given)?.groups ?? {};
  return { name, digests: textsOf(given).map(digestOfToken) };
}

/** A token as it is given, and without the name before it. */
function textsOf(given: string): readonly string[] {
  const { token } = namedForm.exec(given)?.groups ?? {};
  return token === undefined ? [given] : [token, given];
}

/** What no output may show of tokens. */
export function secretsOfTokens(given: readonly string[]): readonly string[] {
  return given.flatMap(textsOf);
}

/** The SHA-256 of a token as it is sent, whichever way it is given. */
function digestOfToken(text: string): Buffer {
  const [, digest] = digestForm.exec(text) ?? [];
  return digest === undefined
    ? createHash('sha256').update(text).digest()
    : Buffer.from(digest, 'hex');
}

function digestsOf(tokens: readonly string[]): readonly string[] {
  return tokens.flatMap((token) => readToken(token).digests.map((each) => each.toString('hex')));
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

function problemOf(given: string): string | undefined {
  if (!isCredential(given)) return 'must be a comma-separated list of tokens without spaces';
  const [token = ''] = textsOf(given);
  if (!token.startsWith('sha256:') || digestForm.test(token)) return undefined;
  return 'must have 64 hexadecimal digits after sha256:';
}

function readJwtRules(settings: Settings, proxies: OutgoingProxies): JwtRules | undefined {
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
  return { jwksUrl, issuer, audience, algorithms, proxy: proxyFor(jwksUrl, proxies) };
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
