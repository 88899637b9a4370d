import { pino } from 'pino';
import type { LogLevel } from './log-level.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Where the gateway says what happened: one JSON line for each event, never with a secret. */
export interface Logger {
  debug(message: string, fields: Fields): void;
  info(message: string, fields: Fields): void;
  warn(message: string, fields: Fields): void;
  error(message: string, fields: Fields): void;
}

/** Writes lines of at least this level. */
export function createLogger(write: (line: string) => void, level: LogLevel): Logger {
  const lines = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return {
    debug: (message, fields) => lines.debug(fields, message),
    info: (message, fields) => lines.info(fields, message),
    warn: (message, fields) => lines.warn(fields, message),
    error: (message, fields) => lines.error(fields, message),
  };
}
