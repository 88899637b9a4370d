import { isIP } from 'node:net';

/** No address with its port is longer. */
const maxLength = 64;

/**
 * What so many proxies say of who called the first of them: each adds its own caller at the end of
 * `X-Forwarded-For`. What stands before that could be anybody's invention.
 */
export function forwardedAddress(header: string, proxies: number): string {
  const hops = header.split(',');
  const hop = (hops.at(-proxies) ?? hops[0]!).trim();
  return hop.length <= maxLength ? hop : '';
}

/**
 * The network of an address in any spelling, with or without a port; undefined when it is none. An
 * IPv6 caller has a whole /64 to call from; IPv4 inside IPv6 is IPv4.
 */
export function networkOf(text: string): string | undefined {
  const address = addressIn(text);
  if (address === undefined || isIP(address) === 4) return address;
  const groups = groupsOf(address);
  const prefix = groups.slice(0, 6).join(':');
  if (!ipv4Prefixes.has(prefix)) return groups.slice(0, 4).join(':');
  const [high = '', low = ''] = groups.slice(6);
  return [high, low]
    .map((group) => Number.parseInt(group, 16))
    .flatMap((number) => [number >> 8, number & 0xff])
    .join('.');
}

/** Mapped addresses (RFC 4291), and those of translators (RFC 6052). */
const ipv4Prefixes = new Set(['0:0:0:0:0:ffff', '64:ff9b:0:0:0:0']);

/** Without the port and brackets that some proxies write, and without the zone of a link. */
function addressIn(text: string): string | undefined {
  if (isIP(text) !== 0) return text.split('%')[0];
  const [, address = ''] =
    /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text) ?? /^(.+):\d{1,5}$/.exec(text) ?? [];
  return isIP(address) === 0 ? undefined : address.split('%')[0];
}

/** Eight numbers in hex, as short as they can be. */
function groupsOf(address: string): readonly string[] {
  const [left = [], right] = address
    .replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, a, b, c, d) =>
      [256 * Number(a) + Number(b), 256 * Number(c) + Number(d)]
        .map((number) => number.toString(16))
        .join(':'),
    )
    .split('::')
    .map((half) => half.split(':').filter(Boolean));
  const zeros = right ? Array<string>(8 - left.length - right.length).fill('0') : [];
  return [...left, ...zeros, ...(right ?? [])].map((group) =>
    Number.parseInt(group, 16).toString(16),
  );
}
