import { builder } from './builder.ts';

export const AuditTimeRange = builder.inputType('AuditTimeRange', {
  description: 'A range of time, from `gte` (included) up to `lt` (not included).',
  fields: (t) => ({
    gte: t.field({
      type: 'DateTime',
      description: 'Entries at this instant or later, e.g. `2026-11-20T00:00:00Z`.',
    }),
    lt: t.field({
      type: 'DateTime',
      description: 'Entries before this instant, e.g. `2026-11-21T00:00:00Z`.',
    }),
  }),
});
