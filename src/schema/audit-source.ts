import { builder } from './builder.ts';

export const AuditSource = builder.enumType('AuditSource', {
  description: 'A system whose audit trail this gateway reads.',
  values: {
    CODER: { description: 'Coder: its audit log, whose entries are `AuditLog`s.' },
    BINDPLANE: { description: 'Bindplane: its audit events, which are `AuditEvent`s.' },
  },
});
