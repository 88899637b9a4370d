import { problemIn } from './file-lines.ts';
import type { Reading, SettingLine } from './file-lines.ts';
import type { Live } from './live-file.ts';
import type { Settings } from './settings.ts';

/** What is sent with every call besides, for what stands before an upstream. By name, in lower case. */
export type UpstreamHeaders = Readonly<Record<string, string>>;

/** What the gateway sends itself, or what belongs to one connection. */
const refusedNames = new Set([
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'expect',
  'date',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'proxy-authorization',
  'proxy-authenticate',
  'http2-settings',
  'accept',
  'accept-encoding',
  'user-agent',
  'x-request-id',
  'traceparent',
  'tracestate',
  'coder-session-token',
  'x-bindplane-api-key',
  'x-bindplane-account-id',
  // Coder takes a cookie for the credential, before the header.
  'cookie',
]);
/** Each upstream's other way to take a credential, or to treat a caller as another. */
const refusedNamesOf = {
  CODER: new Set(['x-coder-bypass-ratelimit']),
  BINDPLANE: new Set(['authorization']),
};
const maxValueLength = 8192;

/** The file of headers for an upstream, read again when it changes. */
export function readUpstreamHeaders(
  settings: Settings,
  prefix: 'CODER' | 'BINDPLANE',
): Live<UpstreamHeaders> | undefined {
  const name = `${prefix}_HEADERS_FILE`;
  if (settings.has(name) && !settings.has(`${prefix}_URL`)) {
    settings.problems.push(`${name} is set without ${prefix}_URL.`);
  }
  return settings.linesOfFile(name, (lines) => headersIn(lines, prefix), Object.values);
}

/** `Name: value` a line. */
function headersIn(
  lines: readonly SettingLine[],
  prefix: 'CODER' | 'BINDPLANE',
): Reading<UpstreamHeaders> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\x20-\x7e]+)$/.exec(line.text) ?? [];
    if (name === undefined || value === undefined || value.length > maxValueLength) {
      return problemIn(line, 'must be a name, a colon and a value of visible ASCII characters');
    }
    const key = name.toLowerCase();
    if (refusedNames.has(key) || refusedNamesOf[prefix].has(key)) {
      return problemIn(line, `names ${key}, which the gateway sends by its own rules`);
    }
    if (Object.hasOwn(headers, key)) return problemIn(line, `names ${key} once more`);
    headers[key] = value;
  }
  return { value: headers };
}
