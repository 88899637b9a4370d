import { builder } from './builder.ts';
import './scalars.ts';
import './audit-log-connection.ts';
import './audit-event-connection.ts';
import './audit-timeline.ts';
import './user-connections.ts';
import './organization-connections.ts';
import './node.ts';
import './user-by.ts';
import './organization-by.ts';
import './audit-upstream.ts';
import './generate-test-audit-log.ts';
import './entities.ts';

export const schema = builder.toSchema({ sortSchema: false });
