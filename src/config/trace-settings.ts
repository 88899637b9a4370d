import type { Settings } from './settings.ts';

/** Where traces go, and whose they are. */
export interface TraceSettings {
  /** Asked as it is, by OTLP over HTTP with JSON. */
  readonly url: string;
  /** Of every span: `service.name` and what else tells this process from others. */
  readonly attributes: Readonly<Record<string, string>>;
}

const protocol = 'http/json';
/** Where a collector on the same machine listens. */
const defaultEndpoint = 'http://localhost:4318';

/**
 * By the names and rules of OpenTelemetry, in which an empty variable is one that is not set.
 * Undefined: nobody wants traces.
 */
export function readTraceSettings(settings: Settings): TraceSettings | undefined {
  const exporter = settings.optional('OTEL_TRACES_EXPORTER');
  const isOff = settings.optional('OTEL_SDK_DISABLED')?.toLowerCase() === 'true';
  if (isOff || exporter === 'none') return undefined;
  if (exporter !== undefined && exporter !== 'otlp') {
    settings.problems.push('OTEL_TRACES_EXPORTER must be otlp or none.');
  }
  const base = settings.optional('OTEL_EXPORTER_OTLP_ENDPOINT');
  const own = settings.optional('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  if (base === undefined && own === undefined && exporter !== 'otlp') return undefined;
  refuseOtherProtocols(settings);
  const url = own === undefined ? tracesBelow(settings, base) : readAddress(settings, own);
  const attributes = readAttributes(settings);
  return url === undefined ? undefined : { url, attributes };
}

function refuseOtherProtocols(settings: Settings): void {
  const names = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'];
  const name = names.find((each) => settings.optional(each) !== undefined);
  if (name === undefined || settings.optional(name) === protocol) return;
  settings.problems.push(`${name} must be ${protocol}: traces are sent by no other.`);
}

function tracesBelow(settings: Settings, base: string | undefined): string | undefined {
  const url = base === undefined ? defaultEndpoint : settings.url('OTEL_EXPORTER_OTLP_ENDPOINT');
  return url && `${url}/v1/traces`;
}

function readAddress(settings: Settings, text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.username + url.password === '') return text;
  settings.problems.push(
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be an http(s) URL without a user name or password.',
  );
  return undefined;
}

function readAttributes(settings: Settings): Record<string, string> {
  const attributes: Record<string, string> = { 'service.name': 'auditgraph' };
  const items = settings.optional('OTEL_RESOURCE_ATTRIBUTES')?.split(',') ?? [];
  for (const item of items.filter((each) => each.trim() !== '')) {
    const [, key = '', value = ''] = /^\s*([^=\s]+)\s*=(.*)$/.exec(item) ?? [];
    const decoded = key === '' ? undefined : decode(value.trim());
    if (decoded === undefined) {
      settings.problems.push(
        'OTEL_RESOURCE_ATTRIBUTES must be key=value pairs, separated by commas, percent-encoded.',
      );
      break;
    }
    attributes[key] = decoded;
  }
  const name = settings.optional('OTEL_SERVICE_NAME');
  return name === undefined ? attributes : { ...attributes, 'service.name': name };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
