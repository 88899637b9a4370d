import { useQuery } from '@urql/preact';
import type { ComponentChildren } from 'preact';
import { Failure } from './failure.tsx';
import { graphql } from './graphql/gql.ts';
import type { EntryDetailQuery } from './graphql/graphql.ts';

const EntryDocument = graphql(`
  query EntryDetail($id: ID!) {
    node(id: $id) {
      __typename
      ... on AuditEntry {
        occurredAt
        action
        resourceType
        resourceName
        actorName
        actor {
          username
          name
          email
        }
      }
      ... on AuditLog {
        statusCode
        ip
        userAgent
        organization {
          name
          displayName
        }
        diff {
          field
          old
          new
          isSecret
        }
      }
      ... on AuditEvent {
        configurationName
        configurationVersion
        description
      }
    }
  }
`);

type AuditLog = Extract<NonNullable<EntryDetailQuery['node']>, { __typename: 'AuditLog' }>;

/** Asked for when an entry is opened, by the id that it has everywhere. */
export function EntryDetail({ id }: { readonly id: string }) {
  const [{ data, error, fetching }, ask] = useQuery({ query: EntryDocument, variables: { id } });
  if (fetching) return <p aria-busy="true">Reading…</p>;
  const entry = data?.node;
  return (
    <article>
      {error && <Failure error={error} onRetry={() => ask({ requestPolicy: 'network-only' })} />}
      {!error && !entry && <p>This entry is no longer there.</p>}
      {entry?.__typename === 'AuditLog' && (
        <>
          <Facts
            facts={{
              'Recorded at': entry.occurredAt,
              Who: <Person actor={entry.actor} actorName={entry.actorName} />,
              Action: `${entry.action} ${entry.resourceType}`,
              Name: entry.resourceName,
              Organization: entry.organization?.displayName ?? entry.organization?.name,
              Status: entry.statusCode,
              Address: entry.ip,
              Client: entry.userAgent,
            }}
          />
          <Diff diff={entry.diff} />
        </>
      )}
      {entry?.__typename === 'AuditEvent' && (
        <Facts
          facts={{
            'Recorded at': entry.occurredAt,
            Who: <Person actor={entry.actor} actorName={entry.actorName} />,
            Action: `${entry.action} ${entry.resourceType}`,
            Name: entry.resourceName,
            Configuration: entry.configurationName,
            Version: entry.configurationVersion,
            Description: entry.description,
          }}
        />
      )}
    </article>
  );
}

/** What is null is not shown. */
function Facts({ facts }: { readonly facts: Readonly<Record<string, ComponentChildren>> }) {
  return (
    <dl>
      {Object.entries(facts).map(
        ([name, value]) =>
          value !== null &&
          value !== undefined && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** A user of Coder leads to all of their entries; anybody else is a name, as recorded. */
function Person({ actor, actorName }: Pick<AuditLog, 'actor' | 'actorName'>) {
  if (!actor?.username) return <>{actorName ?? 'nobody'}</>;
  return (
    <>
      <a href={`?${new URLSearchParams({ actor: actor.username })}`}>
        {actor.name ?? actor.username}
      </a>{' '}
      {actor.email}
    </>
  );
}

function Diff({ diff }: Pick<AuditLog, 'diff'>) {
  if (diff.length === 0) return null;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {diff.map(({ field, old, new: now, isSecret }) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            {isSecret ? (
              <td colSpan={2}>
                <em>changed; the values are secret</em>
              </td>
            ) : (
              <>
                <td>{old !== null && <del>{textOf(old)}</del>}</td>
                <td>{now !== null && <ins>{textOf(now)}</ins>}</td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
