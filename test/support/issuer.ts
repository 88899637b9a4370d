import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWTHeaderParameters } from 'jose';
import type { JwtRules } from '../../src/config/gateway-auth.ts';

/** Somebody whose tokens the gateway may trust. */
export interface Issuer {
  readonly rules: JwtRules;
  readonly publicKey: CryptoKey;
  /** How often it was asked for its keys. */
  readonly asked: number;
  /** Answers those who ask for keys, instead of the issuer; undefined: it does itself. */
  answer: RequestListener | undefined;
  /** A token that is good for an hour, but for what is said. */
  sign(claims?: Record<string, unknown>, header?: Partial<JWTHeaderParameters>): Promise<string>;
  /** Signs with another key from now on, which has another id. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

const names = { issuer: 'https://id.example.com', audience: 'auditgraph' };

/** Starts a server on loopback that hands out the issuer's public key. */
export async function startIssuer(): Promise<Issuer> {
  let asked = 0;
  let number = 1;
  let keys = await generateKeyPair('ES256', { extractable: true });
  const server = createServer((request, response) => {
    asked += 1;
    if (issuer.answer) issuer.answer(request, response);
    else void publicKeys().then((text) => response.end(text));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  async function publicKeys(): Promise<string> {
    const key = { ...(await exportJWK(keys.publicKey)), kid: `key-${number}`, alg: 'ES256' };
    return JSON.stringify({ keys: [key] });
  }

  const issuer: Issuer = {
    rules: {
      ...names,
      jwksUrl: `http://127.0.0.1:${port}/keys`,
      algorithms: ['ES256', 'RS256'],
      proxy: undefined,
    },
    get publicKey() {
      return keys.publicKey;
    },
    get asked() {
      return asked;
    },
    answer: undefined,
    sign(claims, header) {
      const now = Math.floor(Date.now() / 1000);
      const { issuer: iss, audience: aud } = names;
      const all = { iss, aud, sub: 'olga', iat: now, exp: now + 3600, ...claims };
      return new SignJWT(all)
        .setProtectedHeader({ alg: 'ES256', kid: `key-${number}`, ...header })
        .sign(keys.privateKey);
    },
    async rotate() {
      number += 1;
      keys = await generateKeyPair('ES256', { extractable: true });
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return issuer;
}
