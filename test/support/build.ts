import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The gateway as `npm start` runs it, but not in `dist`, where one may be running. */
export const builtMain = `${root}node_modules/.cache/auditgraph/main.js`;

/** Runs once, before every test. */
export function setup(): void {
  const args = ['run', 'build', '--silent', '--', '--dir', dirname(builtMain)];
  execFileSync('npm', args, { cwd: root, stdio: 'inherit' });
}
