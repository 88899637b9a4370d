import { isIPv4, isIPv6 } from 'node:net';

/** The addresses that begin with the same bits. A single one has all of its bits in common. */
export interface IpRange {
  readonly family: 4 | 6;
  /** The first of them. */
  readonly first: bigint;
  /** How many bits they share. */
  readonly prefix: number;
}

const mappedPrefix = 0xffffn;

/**
 * An address in any spelling, or a range (`10.0.0.0/24`), whose host bits are ignored. What is IPv4
 * mapped into IPv6 is IPv4. Undefined for anything else: zones, leading zeros, half an address.
 */
export function parseIpRange(text: string): IpRange | undefined {
  const slash = text.indexOf('/');
  const address = parseAddress(slash === -1 ? text : text.slice(0, slash));
  if (!address) return undefined;
  const { family, value } = address;
  const bits = bitsOf(family);
  if (slash === -1) return asWritten({ family, first: value, prefix: bits });
  const digits = text.slice(slash + 1);
  if (!/^(?:0|[1-9]\d{0,2})$/.test(digits) || Number(digits) > bits) return undefined;
  const prefix = Number(digits);
  const host = BigInt(bits - prefix);
  return asWritten({ family, first: (value >> host) << host, prefix });
}

/** Whether an address is one of the range's; false for what is no address. */
export function isInIpRange(range: IpRange, address: string): boolean {
  const other = parseIpRange(address);
  if (other?.family !== range.family) return false;
  const host = BigInt(bitsOf(range.family) - range.prefix);
  return other.first >> host === range.first >> host;
}

/** The one spelling of a range: an address alone where it is one. */
export function formatIpRange({ family, first, prefix }: IpRange): string {
  const address = family === 4 ? formatIpv4(first) : formatIpv6(first);
  return prefix === bitsOf(family) ? address : `${address}/${prefix}`;
}

function bitsOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

/** A range that lies in the mapped addresses is one of IPv4. */
function asWritten(range: IpRange): IpRange {
  const { family, first, prefix } = range;
  if (family === 4 || prefix < 96 || first >> 32n !== mappedPrefix) return range;
  return { family: 4, first: first & 0xffff_ffffn, prefix: prefix - 96 };
}

function parseAddress(text: string): { family: 4 | 6; value: bigint } | undefined {
  if (isIPv4(text)) return { family: 4, value: valueOf(text.split('.'), 8n, 10) };
  if (!isIPv6(text) || text.includes('%')) return undefined;
  return { family: 6, value: valueOf(groupsOf(text), 16n, 16) };
}

/** All eight groups of an IPv6 address, what `::` stands for and a dotted end written out. */
function groupsOf(text: string): string[] {
  const [left, right] = withoutDots(text)
    .split('::')
    .map((half) => (half === '' ? [] : half.split(':')));
  if (!right) return left!;
  const zeros = Array.from({ length: 8 - left!.length - right.length }, () => '0');
  return [...left!, ...zeros, ...right];
}

function withoutDots(text: string): string {
  const end = text.lastIndexOf(':') + 1;
  const dotted = text.slice(end);
  if (!dotted.includes('.')) return text;
  const value = valueOf(dotted.split('.'), 8n, 10);
  return `${text.slice(0, end)}${formatIpv6Group(value >> 16n)}:${formatIpv6Group(value & 0xffffn)}`;
}

function valueOf(parts: readonly string[], bits: bigint, radix: 10 | 16): bigint {
  return parts.reduce((value, part) => (value << bits) | BigInt(Number.parseInt(part, radix)), 0n);
}

function formatIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 0xffn).join('.');
}

/** As RFC 5952 has it: lower case, the longest run of zeros left out. */
function formatIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    formatIpv6Group((value >> BigInt(112 - 16 * index)) & 0xffffn),
  );
  const runs = groups.map((_, start) => {
    const end = groups.findIndex((group, index) => index >= start && group !== '0');
    return (end === -1 ? groups.length : end) - start;
  });
  const length = Math.max(...runs);
  if (length < 2) return groups.join(':');
  const start = runs.indexOf(length);
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

function formatIpv6Group(value: bigint): string {
  return value.toString(16);
}
