/**
 * What is wrong with an answer that is no clean HTTP, in a few words that name no address;
 * undefined when the network failed instead. undici tells it in several ways: its parser's error has
 * no code, and what it refuses itself is told by its text alone.
 */
export function faultInHttp(error: Error, hasHead: boolean): string | undefined {
  const code = 'code' in error ? error.code : undefined;
  if (error.name === 'HTTPParserError') {
    // A connection that ended too soon is told by the parser as well.
    return /EOF/.test(error.message) ? undefined : parserReason(error.message);
  }
  // It asserts that a status has three digits that make at least 100.
  if (code === 'ERR_ASSERTION') return 'an impossible status';
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' && !hasHead) return 'contradictory lengths';
  if (code === 'UND_ERR_SOCKET' && /^bad (?:response|upgrade)$/.test(error.message)) {
    return 'a change of protocol that nobody asked for';
  }
  return isNoTls(error) ? 'no TLS' : undefined;
}

function parserReason(message: string): string {
  return /\(([\w /,-]+)\)$/.exec(message)?.[1] ?? 'no HTTP at all';
}

/** OpenSSL's words for a first record of something else; an alert is TLS, and not among them. */
function isNoTls({ message }: Error): boolean {
  return /wrong version number|packet length too long|http request|bad record type/i.test(message);
}
