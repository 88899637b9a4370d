import { builder } from './builder.ts';
import './schema/scalars.ts';
import './schema/audit-log-connection.ts';
import './schema/audit-event-connection.ts';
import './schema/audit-timeline.ts';
import './schema/user-connections.ts';
import './schema/organization-connections.ts';
import './schema/node.ts';
import './schema/user-by.ts';
import './schema/organization-by.ts';
import './schema/audit-upstream.ts';
import './schema/generate-test-audit-log.ts';
import './schema/entities.ts';

export const schema = builder.toSchema({ sortSchema: false });
