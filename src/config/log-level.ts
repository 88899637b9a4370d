export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** How the log tells callers apart: by what says nothing of them, or by their names. */
export const logCallers = ['digest', 'subject'] as const;
export type LogCaller = (typeof logCallers)[number];
