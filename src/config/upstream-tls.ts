import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Reading } from './file-lines.ts';
import type { Live } from './live-file.ts';
import type { Settings } from './settings.ts';

/** How connections to an upstream are secured, each part in PEM. */
export interface UpstreamTls {
  /** Trusted instead of the public authorities. */
  readonly ca?: string;
  /** The certificate that the gateway shows, with its key. */
  readonly cert?: string;
  readonly key?: string;
}

/**
 * The settings for connections to `url`, undefined when it cannot be read or is not set. Notes what
 * cannot be used as a problem. Undefined when nothing is set.
 */
export function readUpstreamTls(
  settings: Settings,
  prefix: 'CODER' | 'BINDPLANE',
  url: string | undefined,
): Live<UpstreamTls> | undefined {
  const names = { ca: `${prefix}_CA_FILE`, cert: `${prefix}_CERT_FILE`, key: `${prefix}_KEY_FILE` };
  const [name] = Object.values(names).filter((each) => settings.has(each));
  if (name === undefined) return undefined;
  const refuse = (problem: string) => void settings.problems.push(problem);
  if (url?.startsWith('http:') ?? !settings.has(`${prefix}_URL`)) {
    refuse(`${name} is set without an https URL in ${prefix}_URL.`);
  }
  if (settings.has(names.cert) !== settings.has(names.key)) {
    refuse(`${names.cert} and ${names.key} need each other.`);
  }
  const ca = settings.liveFile([names.ca], readAuthorities, () => []);
  const own = settings.liveFile([names.cert, names.key], readOwn, ({ key }) => [key]);
  return new TlsFiles(ca, own);
}

/** Another object only when a file has changed. */
class TlsFiles implements Live<UpstreamTls> {
  readonly #ca: Live<string> | undefined;
  readonly #own: Live<Own> | undefined;
  #value: UpstreamTls = {};

  constructor(ca: Live<string> | undefined, own: Live<Own> | undefined) {
    this.#ca = ca;
    this.#own = own;
  }

  get value(): UpstreamTls {
    const ca = this.#ca?.value;
    const own = this.#own?.value;
    if (ca !== this.#value.ca || own?.cert !== this.#value.cert || own?.key !== this.#value.key) {
      this.#value = { ...(ca !== undefined && { ca }), ...own };
    }
    return this.#value;
  }
}

interface Own {
  readonly cert: string;
  readonly key: string;
}

function readAuthorities([ca = '']: readonly string[]): Reading<string> {
  return certificatesIn(ca) ? { value: ca } : { problem: 'must hold certificates in PEM' };
}

function readOwn([cert = '', key = '']: readonly string[]): Reading<Own> {
  const [certificate] = certificatesIn(cert) ?? [];
  const privateKey = keyIn(key);
  if (!certificate) return { file: 0, problem: 'must hold a certificate in PEM' };
  if (!privateKey) {
    return { file: 1, problem: 'must hold a private key in PEM without a passphrase' };
  }
  if (certificate.checkPrivateKey(privateKey)) return { value: { cert, key } };
  return { file: 1, problem: 'is not the key of the certificate' };
}

/** Undefined when there is none, or one that cannot be read. */
function certificatesIn(pem: string): X509Certificate[] | undefined {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs);
  try {
    return blocks?.map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

function keyIn(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
