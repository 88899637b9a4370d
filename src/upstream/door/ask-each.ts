/**
 * Asks for every key, at most `limit` at a time, and answers in the order of the keys. A failure
 * stands in the place of its answer, as DataLoader wants it.
 */
export async function askEach<Key, Answer>(
  keys: readonly Key[],
  limit: number,
  ask: (key: Key) => Promise<Answer>,
): Promise<(Answer | Error)[]> {
  const answers: (Answer | Error)[] = [];
  const rest = keys.entries();
  const askOnAndOn = async () => {
    for (const [index, key] of rest) {
      answers[index] = await ask(key).catch(toError);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, keys.length) }, askOnAndOn));
  return answers;
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('A call ended early.', { cause: reason });
}
