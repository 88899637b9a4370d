import { BlockList, isIP } from 'node:net';
import { isLoopback } from './loopback.ts';

const ranges: readonly (readonly [string, number])[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['fc00::', 7],
  ['fe80::', 10],
];
const privateAddresses = new BlockList();
for (const [address, bits] of ranges) {
  privateAddresses.addSubnet(address, bits, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Names that no public server answers to, as those of clusters and containers. */
const privateName =
  /^[^.]+$|\.(?:svc|local|internal|lan|localhost|test|home\.arpa|intranet|corp)$/i;

/** Whether the way to the host of a URL stays on this machine or in a private network. */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const version = isIP(host);
  if (version === 0) return privateName.test(host);
  return isLoopback(host) || privateAddresses.check(host, version === 6 ? 'ipv6' : 'ipv4');
}
