const waiting: (() => void)[] = [];

/**
 * Resolves when everything else that has come in had its turn. One at a time for the whole process,
 * so that many large answers together hold up nobody either.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(takeTurn);
  });
}

function takeTurn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(takeTurn);
}
