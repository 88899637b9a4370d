import { expect, it } from 'vitest';
import { createOrganizationDirectory } from '../../src/upstream/coder/organizations.ts';

const coder = { id: 'a7e0291d-ab81-4ed0-904e-6f7720d93e17', name: 'Coder' };
const nameless = { id: 'b7e0291d-ab81-4ed0-904e-6f7720d93e17' };

it('answers everything about organizations with one call', async () => {
  let calls = 0;
  const directory = createOrganizationDirectory({
    organizations: () => {
      calls += 1;
      return Promise.resolve([coder, nameless]);
    },
  });

  const found = await Promise.all([
    directory.all(),
    directory.byId(coder.id.toUpperCase()),
    directory.byName('CODER'),
    directory.byName('other'),
    directory.byId('other'),
  ]);

  expect(found).toEqual([[coder, nameless], coder, coder, undefined, undefined]);
  expect(calls).toBe(1);
});
