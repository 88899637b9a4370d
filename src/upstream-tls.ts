import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
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
): UpstreamTls | undefined {
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
  const ca = settings.textOfFile(names.ca);
  const cert = settings.textOfFile(names.cert);
  const key = settings.textOfFile(names.key);
  const certificate = cert === undefined ? undefined : certificatesIn(cert)?.[0];
  const privateKey = key === undefined ? undefined : keyIn(key);
  if (ca !== undefined && !certificatesIn(ca)) refuse(`${names.ca} must hold certificates in PEM.`);
  if (cert !== undefined && !certificate) refuse(`${names.cert} must hold a certificate in PEM.`);
  if (key !== undefined && !privateKey) {
    refuse(`${names.key} must hold a private key in PEM without a passphrase.`);
  }
  if (certificate && privateKey && !certificate.checkPrivateKey(privateKey)) {
    refuse(`${names.key} is not the key of ${names.cert}.`);
  }
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
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
