import { pino } from 'pino';
import type { LogLevel } from '../config/log-level.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Where the gateway says what happened: one JSON line for each event, never with a secret. */
export interface Logger {
  debug(message: string, fields: Fields): void;
  info(message: string, fields: Fields): void;
  warn(message: string, fields: Fields): void;
  error(message: string, fields: Fields): void;
}

/**
 * Writes lines of at least this level. A line that cannot be written, since its reader is gone or a
 * disk is full, is dropped; when `write` no longer throws, one line says how many are missing.
 */
export function createLogger(write: (line: string) => void, level: LogLevel): Logger {
  let missing = 0;
  const logTo = (destination: { write(line: string): void }) =>
    pino(
      {
        level,
        base: null,
        messageKey: 'message',
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      destination,
    );
  const aside = logTo({ write });
  const lines = logTo({
    write(line) {
      try {
        if (missing > 0) {
          aside.error(
            { lines: missing },
            'Lines of this log are missing: they could not be written',
          );
          missing = 0;
        }
        write(line);
      } catch {
        missing += 1;
      }
    },
  });
  return {
    debug: (message, fields) => lines.debug(fields, message),
    info: (message, fields) => lines.info(fields, message),
    warn: (message, fields) => lines.warn(fields, message),
    error: (message, fields) => lines.error(fields, message),
  };
}
