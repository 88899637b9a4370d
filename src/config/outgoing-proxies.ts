import { BlockList, isIP } from 'node:net';
import { isLoopback } from './loopback.ts';
import type { Settings } from './settings.ts';

/** Through which proxies the gateway asks others, by the scheme of their address. */
export interface OutgoingProxies {
  /** Perhaps with a user name and a password. Undefined: directly. */
  readonly http: string | undefined;
  readonly https: string | undefined;
  readonly direct: readonly DirectRule[];
}

/** Whether what is asked there is asked directly. */
type DirectRule = (hostname: string, port: number) => boolean;

const defaultPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** As other programs have them: in small letters first, and an empty one is none. */
export function readOutgoingProxies(settings: Settings): OutgoingProxies {
  const direct = settings.optional('no_proxy') ?? settings.optional('NO_PROXY') ?? '';
  return {
    http: readProxy(settings, ['http_proxy', 'HTTP_PROXY']),
    https: readProxy(settings, ['https_proxy', 'HTTPS_PROXY']),
    direct: direct
      .split(/[,\s]+/)
      .filter((entry) => entry !== '')
      .map(directRule),
  };
}

/** The proxy for an address; undefined: it is asked directly, as loopback always is. */
export function proxyFor(address: string, proxies: OutgoingProxies): string | undefined {
  const url = new URL(address);
  const proxy = url.protocol === 'https:' ? proxies.https : proxies.http;
  const hostname = bareHost(url.hostname);
  if (proxy === undefined || isLoopback(hostname)) return undefined;
  const port = Number(url.port) || defaultPorts[url.protocol]!;
  return proxies.direct.some((isDirect) => isDirect(hostname, port)) ? undefined : proxy;
}

/** What no output may show of a proxy's address. */
export function secretsOfProxy(proxy: string): readonly string[] {
  const { username, password } = new URL(proxy);
  if (username === '' && password === '') return [];
  const [name, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
  const sent = Buffer.from(`${name}:${secret}`).toString('base64');
  return [...new Set([password, secret, sent])].filter((text) => text !== '');
}

/** A proxy as logs may name it. */
export function nameOfProxy(proxy: string): string {
  return new URL(proxy).host;
}

function readProxy(settings: Settings, names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = settings.optional(name);
    if (text === undefined) continue;
    const address = text.includes('://') ? text : `http://${text}`;
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (url && /^https?:$/.test(url.protocol) && canDecode(url)) return url.href;
    settings.problems.push(`${name} must be the http(s) URL of a proxy.`);
    return undefined;
  }
  return undefined;
}

function canDecode({ username, password }: URL): boolean {
  try {
    return decodeURIComponent(username + password) !== undefined;
  } catch {
    return false;
  }
}

/** `*`; a name and all below it, perhaps with `.` or `*.` before; an address or a range; perhaps a port. */
function directRule(entry: string): DirectRule {
  if (entry === '*') return () => true;
  const [, host = entry, port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  const isHere = (asked: number) => port === undefined || Number(port) === asked;
  const name = bareHost(host).toLowerCase();
  const range = rangeOf(name);
  if (range) {
    return (hostname, asked) => isIP(hostname) !== 0 && isHere(asked) && isIn(range, hostname);
  }
  const suffix = name.replace(/^\*?\./, '');
  return (hostname, asked) =>
    isHere(asked) && (hostname === suffix || hostname.endsWith(`.${suffix}`));
}

function rangeOf(text: string): BlockList | undefined {
  const [address = '', bits] = text.split('/');
  const version = isIP(address);
  if (version === 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return undefined;
  const most = version === 4 ? 32 : 128;
  if (Number(bits ?? most) > most) return undefined;
  const range = new BlockList();
  range.addSubnet(address, Number(bits ?? most), version === 4 ? 'ipv4' : 'ipv6');
  return range;
}

function isIn(range: BlockList, address: string): boolean {
  return range.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

function bareHost(host: string): string {
  return host.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}
