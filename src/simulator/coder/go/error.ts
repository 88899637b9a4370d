/** An error value of the imitated Go library; the message is its `Error()` text. */
export class GoError extends Error {
  override readonly name = 'GoError';
}
