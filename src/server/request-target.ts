import type { IncomingMessage } from 'node:http';
import { rememberLast } from '../memory/remember.ts';
import { isHealthPath } from './health.ts';

/**
 * Whether a request says in one way only where it goes and how its body is sent: what a proxy before
 * the gateway may read differently could be two requests. Brings its target into one form, as if it
 * were asked for at the top: a path without the public one before it, without a slash at its end.
 */
export type ReadTarget = (req: IncomingMessage) => boolean;

export function createTargetReader(publicPath: string): ReadTarget {
  return (req) => {
    const { httpVersion, headers } = req;
    if (httpVersion !== '1.1' && httpVersion !== '1.0') return false;
    const coding = headers['transfer-encoding'];
    if (coding !== undefined && !(httpVersion === '1.1' && coding.toLowerCase() === 'chunked')) {
      return false;
    }
    if (!req.url?.startsWith('/') && !takeAbsoluteTarget(req)) return false;
    const { url = '' } = req;
    const { host } = headers;
    const end = url.indexOf('?');
    const path = end === -1 ? url : url.slice(0, end);
    const localPath = withoutPrefix(path, publicPath);
    if (localPath !== path) req.url = end === -1 ? localPath : `${localPath}${url.slice(end)}`;
    if (host === undefined) return httpVersion === '1.0' || isHealthPath(localPath);
    return isHostAndPath(`${host}\n${localPath}`);
  };
}

/** Proxies may name the host in the target, which then goes before any `Host`. */
function takeAbsoluteTarget(req: IncomingMessage): boolean {
  const { url = '' } = req;
  const [, host, rest = ''] = /^https?:\/\/([^/?#@\\]+)([/?].*)?$/i.exec(url) ?? [];
  if (host === undefined) return false;
  req.headers.host = host;
  req.url = rest.startsWith('/') ? rest : `/${rest}`;
  return true;
}

function withoutPrefix(path: string, prefix: string): string {
  let rest = path;
  if (prefix !== '/') {
    if (path.length === prefix.length - 1 && prefix.startsWith(path)) rest = '/';
    else if (path.startsWith(prefix)) rest = path.slice(prefix.length - 1);
  }
  return rest.length > 1 && rest.endsWith('/') ? rest.slice(0, -1) : rest;
}

/** Node takes any text for a host and a target; Yoga shows its stack when they make no URL. */
const isHostAndPath = rememberLast((text) => {
  const [host = '', path = ''] = text.split('\n');
  return (
    !/[/?#@\\]/.test(host) && URL.canParse(`http://${host === '' ? 'localhost' : host}${path}`)
  );
});
