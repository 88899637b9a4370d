import { writeFile } from 'node:fs/promises';
import { printClientSchema, printSubgraph } from './federation.ts';
import { schema } from './schema.ts';

if (process.argv.includes('--federation')) {
  process.stdout.write(printSubgraph(schema));
} else {
  await writeFile(new URL('../../schema.graphql', import.meta.url), printClientSchema(schema));
}
