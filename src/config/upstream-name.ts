/** The systems that the gateway asks, as settings, logs and errors name them. */
export type UpstreamName = 'CODER' | 'BINDPLANE';

/** As sentences name it. */
export function upstreamLabel(upstream: UpstreamName): string {
  return upstream === 'CODER' ? 'Coder' : 'Bindplane';
}
