/** Told of every page that was read; `field` is the type and the field, e.g. `Query.auditLogs`. */
export type PageObserver = (field: string, outcome: 'whole' | 'short') => void;
