import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildGateway } from '../../build.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The gateway as `npm start` runs it, but not in `dist`, where one may be running. */
export const builtMain = `${root}node_modules/.cache/auditgraph/main.js`;

/** Runs once, before the first of the tests that start it. */
export const setup = (): Promise<void> => buildGateway(dirname(builtMain));
