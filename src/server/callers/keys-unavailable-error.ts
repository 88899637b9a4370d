/** The keys of the issuer cannot be fetched: whether a token is good cannot be told. */
export class KeysUnavailableError extends Error {
  override name = 'KeysUnavailableError' as const;
}

/** How long nobody is asked for keys after a failure, however many tokens come. */
export const keysPauseMs = 5000;
