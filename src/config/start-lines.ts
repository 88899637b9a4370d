import { allowsAnonymous } from './config.ts';
import type { Config, UpstreamConfig } from './config.ts';
import type { JwtRules } from './gateway-auth.ts';
import { nameOfProxy } from './outgoing-proxies.ts';

interface Addresses {
  readonly url: string;
  readonly metricsUrl: string | undefined;
  readonly isSimulated: boolean;
}

/** What is said when the gateway listens: where, and what it runs with. Nothing secret. */
export function startLines(config: Config, addresses: Addresses): readonly string[] {
  const { url, metricsUrl, isSimulated } = addresses;
  const lines = [
    `auditgraph answers at ${url}/graphql`,
    ...(metricsUrl === undefined ? [] : [`Its metrics are at ${metricsUrl}`]),
    describeRun(config, isSimulated),
  ];
  if (!isSimulated) return lines;
  return [
    ...lines.map((line) => `${line} (upstreams simulated)`),
    'No upstream is configured, so simulated ones show the audit trails of a made-up company: open that URL in a browser.',
  ];
}

function describeRun(config: Config, isSimulated: boolean): string {
  const { coder, bindplane, rateLimitPerMinute, maxQueryCost, requestTimeoutMs } = config;
  const rate = rateLimitPerMinute === 0 ? 'any number of' : `${rateLimitPerMinute}`;
  return [
    `Coder: ${describeUpstream(coder, isSimulated)}`,
    `Bindplane: ${describeUpstream(bindplane, isSimulated)}`,
    `callers: ${describeCallers(config)}`,
    `limits: ${rate} requests a minute, cost ${maxQueryCost}, ${config.maxBodyBytes} bytes, ${requestTimeoutMs} ms`,
  ].join('; ');
}

function describeUpstream(upstream: UpstreamConfig | undefined, isSimulated: boolean): string {
  if (!upstream) return 'not configured';
  if (isSimulated) return 'simulated';
  const mode = upstream.token === undefined ? "each caller's credential" : 'one shared credential';
  const way = upstream.proxy === undefined ? '' : ` through ${nameOfProxy(upstream.proxy)}`;
  return `${new URL(upstream.url).host}${way} with ${mode}`;
}

function describeCallers(config: Config): string {
  const { gatewayAuth } = config;
  if (!gatewayAuth) {
    return allowsAnonymous(config) ? 'anybody on this machine' : 'whoever has a credential';
  }
  const { tokens, readTokens, jwt } = gatewayAuth;
  return [
    ...(tokens.length > 0 ? [`${tokens.length} of GATEWAY_TOKENS`] : []),
    ...(readTokens.length > 0 ? [`${readTokens.length} of GATEWAY_READ_TOKENS`] : []),
    ...(jwt ? [describeIssuer(jwt)] : []),
  ].join(', ');
}

function describeIssuer({ jwksUrl, proxy }: JwtRules): string {
  const way = proxy === undefined ? '' : `, asked through ${nameOfProxy(proxy)},`;
  return `whom ${new URL(jwksUrl).host}${way} signs for`;
}
