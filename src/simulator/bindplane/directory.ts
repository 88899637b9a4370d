import { configurationName } from './event-filters.ts';
import type { BindplaneKnobs, StoredAuditEvent, StoredBindplaneUser } from './state.ts';

/** A resource as the API shows all of them: users, accounts, organizations, configurations. */
export interface Resource {
  readonly apiVersion: 'bindplane.observiq.com/v1';
  readonly kind: string;
  readonly metadata: {
    readonly id: string;
    readonly name: string;
    readonly displayName?: string;
    readonly version?: number;
  };
  readonly spec: object;
  readonly status: object;
}

export const organization = resource('Organization', {
  id: '01HZX0K2M4N6P8Q0R1S3T5V7W9',
  name: 'main',
  displayName: 'Main organization',
});

export function accountResource(id: string): Resource {
  return resource('Account', { id, name: 'main-project', displayName: 'Main project' });
}

export function userResource(
  { id, name, displayName, email }: StoredBindplaneUser,
  { userEmails }: Pick<BindplaneKnobs, 'userEmails'>,
): Resource {
  return resource(
    'User',
    {
      id,
      name: userEmails === 'name' ? email : name,
      ...(displayName === '' ? {} : { displayName }),
    },
    userEmails === 'spec' ? { email } : {},
  );
}

/** Every version of every configuration that events name, in ascending order by name. */
export function configurationVersions(events: Iterable<StoredAuditEvent>): Map<string, Resource[]> {
  const versions = new Map<string, Map<number, Resource>>();
  for (const { id, configuration } of events) {
    if (configuration === '') continue;
    const name = configurationName(configuration);
    const version = Number(configuration.slice(name.length + 1)) || 1;
    const known = versions.get(name) ?? new Map<number, Resource>();
    if (!known.has(version)) {
      known.set(version, resource('Configuration', { id, name, version }));
    }
    versions.set(name, known);
  }
  return new Map(
    [...versions]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, known]) => [
        name,
        [...known.values()].toSorted((a, b) => a.metadata.version! - b.metadata.version!),
      ]),
  );
}

function resource(kind: string, metadata: Resource['metadata'], spec: object = {}): Resource {
  return { apiVersion: 'bindplane.observiq.com/v1', kind, metadata, spec, status: {} };
}
