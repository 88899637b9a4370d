/** Where the gateway says what happened: one line for each event, never with a secret. */
export interface Logger {
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Writes JSON lines. */
export function createLogger(write: (line: string) => void): Logger {
  return {
    error(message, fields) {
      write(`${JSON.stringify({ level: 'error', message, ...fields })}\n`);
    },
  };
}
